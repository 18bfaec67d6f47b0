/**
 * Verdicts on signatures by tx hash, so that one signature is paid once: by a worker ahead of execution, in checkTx, or
 * in processProposal. A verdict is a property of the bytes and of facts that never change (account number, chain, what a
 * registry entry says), and only good ones are kept. Oldest out first; what is in it never changes a result.
 */
export class SignatureCache {
  private readonly good = new Set<string>();
  private readonly capacity: number;

  constructor(capacity = 200_000) {
    this.capacity = capacity;
  }

  /** Lower-case hex of the tx hash. */
  isVerified(hashHex: string): boolean {
    return this.good.has(hashHex);
  }

  add(hashHex: string): void {
    if (this.good.size >= this.capacity) {
      for (const oldest of this.good) {
        this.good.delete(oldest);
        break;
      }
    }
    this.good.add(hashHex);
  }
}
