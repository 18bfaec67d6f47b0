/** Looks at signatures ahead of checkTx, in workers: its verdicts are cached by tx hash where the application finds them. */
export type VerifyAhead = (txs: readonly Uint8Array[]) => Promise<void>;

interface Waiting {
  readonly tx: Uint8Array;
  readonly admit: () => void;
}

/**
 * Submissions between arrival and admission. Gathers what arrives in one turn of the event loop, lets several batches be
 * verified at once, and admits in the order of arrival whatever batch is ready first.
 */
export class AdmissionQueue {
  private readonly limits: { readonly batchTxs: number; readonly batchesInFlight: number };
  private readonly verifyAhead: VerifyAhead | undefined;
  private readonly onVerifierError: (error: unknown) => void;
  private waiting: Waiting[] = [];
  private inFlight = 0;
  private unadmitted = 0;
  private isScheduled = false;
  private tail: Promise<void> = Promise.resolve();

  constructor(
    limits: { readonly batchTxs: number; readonly batchesInFlight: number },
    verifyAhead: VerifyAhead | undefined,
    onVerifierError: (error: unknown) => void,
  ) {
    this.limits = limits;
    this.verifyAhead = verifyAhead;
    this.onVerifierError = onVerifierError;
  }

  /** Submissions not yet admitted. */
  get size(): number {
    return this.unadmitted;
  }

  /** Calls `admit` (which must not throw) in order of arrival, after the verifier saw `tx`. */
  push(tx: Uint8Array, admit: () => void): void {
    this.waiting.push({ tx, admit });
    this.unadmitted++;
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled || this.waiting.length === 0 || this.inFlight >= this.limits.batchesInFlight) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.launch();
    });
  }

  private launch(): void {
    const batch = this.waiting.splice(0, this.limits.batchTxs);
    if (batch.length === 0) return;
    this.inFlight++;
    const verified = this.verify(batch);
    this.tail = this.tail.then(async () => {
      await verified;
      this.inFlight--;
      this.unadmitted -= batch.length;
      this.schedule();
      for (const { admit } of batch) admit();
    });
    this.schedule();
  }

  /** A verifier that fails costs speed, not correctness: checkTx verifies what it finds no verdict for. */
  private async verify(batch: readonly Waiting[]): Promise<void> {
    if (this.verifyAhead === undefined) return;
    try {
      await this.verifyAhead(batch.map(({ tx }) => tx));
    } catch (error) {
      this.onVerifierError(error);
    }
  }
}
