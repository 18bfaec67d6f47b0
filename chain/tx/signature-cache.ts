/**
 * Verdicts on signatures by tx hash, so that one signature is paid once: by a worker ahead of execution, in checkTx, or
 * in processProposal. A verdict is a property of the bytes and of facts that never change (account number, chain, what a
 * registry entry says), and only good ones are kept. What is in it never changes a result.
 *
 * Two halves, of which the older goes as a whole when the younger is full: taking the oldest out of one set would step over
 * all the holes that were left before it, each time.
 */
export class SignatureCache {
  private young = new Set<string>();
  private old = new Set<string>();
  private readonly half: number;

  /** Keeps at least the last `capacity` / 2 and at most `capacity` verdicts. */
  constructor(capacity = 200_000) {
    this.half = Math.ceil(capacity / 2);
  }

  /** Lower-case hex of the tx hash. */
  isVerified(hashHex: string): boolean {
    return this.young.has(hashHex) || this.old.has(hashHex);
  }

  add(hashHex: string): void {
    if (this.young.size >= this.half) {
      this.old = this.young;
      this.young = new Set();
    }
    this.young.add(hashHex);
  }
}
