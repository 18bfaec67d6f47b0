import type { BlockRequest, CheckTxResult, MempoolFacts } from '../app-types.ts';
import { AppError, InvariantError } from '../lib/errors.ts';
import {
  type AnteContext,
  type ChargedAccounts,
  checkAnte,
  checkPriceUpdates,
  checkSignature,
  collectSignature,
} from '../tx/ante.ts';
import type { DecodedTx } from '../tx/decoded-tx.ts';
import { SignatureCache } from '../tx/signature-cache.ts';
import type { SignatureTask } from '../tx/signature-task.ts';
import { fillBlock, findBlockFault } from './block-space.ts';
import { type DecodedTxs, footprint } from './decoded-txs.ts';
import { blockTimeMs } from './running-block.ts';
import { type TxVerificationFacts, verifyTx } from './tx-verification.ts';

type MessageCheck = (message: never) => void;

export interface TxGateDeps {
  readonly txs: DecodedTxs;
  readonly accounts: ChargedAccounts;
  readonly admission: ReadonlyMap<string, MessageCheck>;
  readonly proposal: ReadonlyMap<string, MessageCheck>;
  /** What the checks read; `ahead` 1 judges a tx for the next block at the committed time. */
  context(ahead: 0 | 1): AnteContext;
}

/** Bytes of txs a proposal may carry when the engine does not say: genesis `block.max_bytes`. */
const MAX_BLOCK_BYTES = 2_097_152;

/** Everything that is decided about transactions before they run: admission, proposals, signatures ahead of both. */
export class TxGate {
  readonly signatures = new SignatureCache();
  private readonly deps: TxGateDeps;

  constructor(deps: TxGateDeps) {
    this.deps = deps;
  }

  /** The curve work of a tx, for workers ahead of checkTx; throws the AppError of a tx that is refused without it. */
  signatureTask(raw: Uint8Array): { readonly hash: string; readonly task: SignatureTask } | undefined {
    const tx = this.deps.txs.get(raw);
    if (this.signatures.isVerified(tx.hashHex)) return undefined;
    return { hash: tx.hashHex, task: collectSignature(tx, this.deps.context(1)) };
  }

  /** Form, signature, nonce, limits and cheap market rules against committed state; never executes. */
  checkTx(raw: Uint8Array, recheck: boolean): CheckTxResult {
    let tx: DecodedTx | undefined;
    try {
      tx = this.deps.txs.get(raw);
      checkAnte(tx, this.deps.context(1), {
        signature: recheck ? 'skip' : 'check',
        cache: this.signatures,
        ...this.expectedSequence(tx),
      });
      for (const message of tx.messages) this.deps.admission.get(message.typeName)?.(message.value as never);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.deps.txs.forget([raw]);
      const { code, codespace, message: log, details } = error;
      return { code, codespace, log, details, gasWanted: tx?.gasWanted ?? 0n, gasUsed: tx?.gasUsed ?? 0n };
    }
    return { code: 0, codespace: '', log: '', gasWanted: tx.gasWanted, gasUsed: tx.gasUsed, facts: poolFacts(tx) };
  }

  /** The pool knows the signer's waiting txs; here only what is behind the chain is too old. */
  private expectedSequence(tx: DecodedTx): { readonly expectedSequence?: number } {
    if (tx.nonce.kind !== 'sequence') return {};
    const account = this.deps.accounts.findNumber(tx.signer);
    const committed = account < 0 ? 0 : this.deps.accounts.sequence(account);
    return { expectedSequence: Math.max(committed, tx.nonce.sequence) };
  }

  prepareProposal(candidates: readonly Uint8Array[], maxTxBytes: number): Uint8Array[] {
    const known = candidates.flatMap((raw) => {
      const tx = this.deps.txs.find(raw);
      return tx === undefined ? [] : [tx];
    });
    return fillBlock(known.map(footprint), maxTxBytes).map((i) => known[i]!.raw);
  }

  processProposal(request: BlockRequest): boolean {
    try {
      const txs = request.txs.map((raw) => this.deps.txs.get(raw));
      if (findBlockFault(txs.map(footprint), MAX_BLOCK_BYTES) !== undefined) return false;
      for (const tx of txs) {
        checkSignature(tx, this.deps.context(1), this.signatures);
        this.verifyProofs(tx);
      }
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  private verifyProofs(tx: DecodedTx): void {
    checkPriceUpdates(tx);
    for (const message of tx.messages) this.deps.proposal.get(message.typeName)?.(message.value as never);
  }

  /**
   * Proofs of a block like those of a proposal, against the state before it: what no validator could have accepted is no
   * block of the chain. Throws InvariantError.
   */
  verifyBlock(txs: readonly (DecodedTx | AppError)[]): void {
    for (const [i, tx] of txs.entries()) {
      if (tx instanceof AppError) continue;
      try {
        this.verifyProofs(tx);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        throw new InvariantError(`tx ${i} of the block does not verify: ${error.message}`);
      }
    }
  }

  /** The checks of a tx in its block; execution takes signatures as verified unless it is told to check them. */
  checkDelivered(tx: DecodedTx, signature: 'check' | 'skip'): void {
    checkAnte(tx, this.deps.context(0), { signature, cache: this.signatures });
  }

  /** Everything there is to say about a tx without sending it. */
  verifyTx(raw: Uint8Array): TxVerificationFacts {
    return verifyTx(() => this.deps.txs.get(raw), this.deps.context(1));
  }
}

function poolFacts(tx: DecodedTx): MempoolFacts {
  const { lane, weight, bytes, signer, sequence, hash } = footprint(tx);
  const timeoutNs = tx.nonce.kind === 'unordered' ? tx.nonce.timeoutNs : tx.timeoutNs;
  return {
    hash,
    lane,
    weight,
    bytes,
    signer,
    ...(sequence !== undefined && { sequence }),
    ...(timeoutNs !== 0n && { timeoutMs: blockTimeMs(timeoutNs) }),
    ...(tx.nonce.kind === 'unordered' && { nonce: String(tx.nonce.timeoutNs) }),
  };
}
