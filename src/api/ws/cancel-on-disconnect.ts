import { findBase64 } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { Clock, TxGateway } from '../deps.ts';
import { parameterError, refusal } from '../error-body.ts';
import type { CancelOnDisconnectParams } from './requests.ts';

const WARN_BEFORE_MS = 60_000;

/**
 * Signed cancels a client leaves with the node for the end of its connection. They must be unordered (they may be sent at any
 * moment) and hold nothing but cancels; an expiring set is announced a minute ahead.
 */
export class CancelOnDisconnect {
  private readonly gateway: TxGateway;
  private readonly clock: Clock;
  private readonly warn: (untilMs: number) => void;
  private txs: readonly Uint8Array[] = [];
  private graceMs = 0;
  private stopWarning: () => void = () => {};

  constructor(gateway: TxGateway, clock: Clock, warn: (untilMs: number) => void) {
    this.gateway = gateway;
    this.clock = clock;
    this.warn = warn;
  }

  /**
   * Replaces what is armed; an empty list disarms.
   * @throws AppError 8001 when one is not base64, not unordered or not only cancels; checkTx's refusal
   */
  async arm(params: CancelOnDisconnectParams): Promise<{ armed: number; until: number | null }> {
    const txs: Uint8Array[] = [];
    let until = Number.MAX_SAFE_INTEGER;
    for (const [i, text] of params.txs.entries()) {
      const bytes = findBase64(text);
      if (bytes === undefined) throw parameterError(`txs.${i}`, 'not base64');
      const { code, log, details, facts } = await this.gateway.check(bytes);
      if (code !== 0) throw refusal(code, log, details ?? {});
      if (facts === undefined) throw new AppError(9001);
      if (facts.lane !== 1) throw parameterError(`txs.${i}`, 'holds something else than cancels');
      if (facts.sequence !== undefined || facts.timeoutMs === undefined)
        throw parameterError(`txs.${i}`, 'not unordered');
      until = Math.min(until, facts.timeoutMs);
      txs.push(bytes);
    }
    this.stopWarning();
    this.txs = txs;
    this.graceMs = params.graceMs ?? 0;
    if (txs.length === 0) return { armed: 0, until: null };
    const warnInMs = Math.max(0, until - this.clock.now() - WARN_BEFORE_MS);
    this.stopWarning = this.clock.after(warnInMs, () => this.warn(until));
    return { armed: txs.length, until };
  }

  /** The connection ended, however it ended. */
  fire(): void {
    this.stopWarning();
    if (this.txs.length === 0) return;
    this.clock.after(this.graceMs, () => void this.submit());
  }

  /** The node stops: no grace. Resolves when all are handed over. */
  async fireNow(): Promise<void> {
    this.stopWarning();
    await this.submit();
  }

  private async submit(): Promise<void> {
    const txs = this.txs;
    this.txs = [];
    // One that expired or was used meanwhile is refused by checkTx; the others still go.
    await Promise.allSettled(txs.map((bytes) => this.gateway.submit(bytes)));
  }
}
