import { WebSocket } from 'ws';

const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
/** Anvil's `finalized` is so many blocks below its head. */
const FINAL_DEPTH = '0x2';

/**
 * Makes a block with transactions final at once: two empty blocks follow it, as a busy chain would make them. Without this a
 * deposit waits for two idle blocks. Ends with the signal or with the chain.
 */
export function nudgeFinality(url: string, signal: AbortSignal): void {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  const send = (method: string, params: readonly unknown[]): void => {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  };
  socket.once('open', () => send('eth_subscribe', ['newHeads']));
  socket.on('message', (data: Buffer) => {
    const { params } = JSON.parse(data.toString()) as { params?: { result?: { transactionsRoot?: string } } };
    const root = params?.result?.transactionsRoot;
    if (root !== undefined && root !== EMPTY_ROOT) send('anvil_mine', [FINAL_DEPTH]);
  });
  // the chain's own end is told by its process
  socket.on('error', () => undefined);
  signal.addEventListener('abort', () => socket.terminate(), { once: true });
}
