/**
 * In a child of the localnet: calls `stop` when the parent is gone, however it ended. The IPC channel closes with the
 * parent's process, also after kill -9, so nothing has to be polled.
 */
export function stopWithParent(stop: () => void): void {
  if (process.channel === undefined || process.channel === null) return;
  process.once('disconnect', stop);
  process.channel.unref();
}
