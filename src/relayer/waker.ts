/** Lets a loop sleep until a time, a signal, or a poke, whichever comes first. */
export class Waker {
  private wake: (() => void) | undefined;
  private isPoked = false;

  /** Ends the present wait, or the next one when nobody waits. */
  poke(): void {
    this.isPoked = true;
    this.wake?.();
  }

  /** Resolves after `ms`, at once when the signal fires, or when poked since the last wait ended. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = undefined;
        this.isPoked = false;
        resolve();
      };
      const timer = setTimeout(done, ms);
      if (signal.aborted || this.isPoked) {
        done();
        return;
      }
      this.wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
