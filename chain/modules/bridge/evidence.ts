import { SignMode } from '#proto/generated/cosmos.tx.signing.v1beta1.ts';
import { MsgAttest } from '#proto/generated/nave.bridge.v1.ts';
import { equalBytes } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { decodeTx } from '../../tx/decode-tx.ts';
import type { DecodedTx } from '../../tx/decoded-tx.ts';
import { directTask } from '../../tx/sign-mode-direct.ts';
import { runSignatureTask } from '../../tx/signature-task.ts';
import { findEvent } from './abi/event-codec.ts';
import { recoverVaultSigner, SIGNATURE_BYTES } from './abi/quorum.ts';
import { digestOf, structHash } from './abi/typed-data.ts';
import { type VoteBody, voteHash } from './abi/vote.ts';
import { readUint } from './abi/words.ts';
import type { BridgeBase } from './base.ts';
import { evidenceAccepted } from './events.ts';
import { EVIDENCE_AGE } from './params.ts';

/** Statement over a hot type: spoke u32 ‖ kind u8 ‖ the struct's words. */
const STATEMENTS = {
  1: { type: 'WithdrawalBatch', words: 5 },
  2: { type: 'ValidatorSet', words: 6 },
} as const;
const STATEMENT_HEAD = 5;
const WORD = 32;

const refused = (reason: string): AppError => new AppError(6013, `Evidence refused: ${reason}.`, { reason });

/**
 * What proves misbehaviour by itself (spec: bridge §2): two signed votes of one key for one (spoke, nonce) with different
 * content, or a hot key's signature over a digest of a vault's domain that the hub never issued.
 */
export class Evidence {
  private readonly base: BridgeBase;

  constructor(base: BridgeBase) {
    this.base = base;
  }

  /**
   * MsgSubmitEvidence. `second` of 65 bytes is a vault signature over the statement `first`; otherwise both are TxRaw bytes
   * with a MsgAttest. Throws 6001, 6013.
   */
  submit(first: Uint8Array, second: Uint8Array): void {
    if (second.length === SIGNATURE_BYTES) this.foreignSignature(first, second);
    else this.doubleVote(first, second);
  }

  private foreignSignature(statement: Uint8Array, signature: Uint8Array): void {
    const { store, deps } = this.base;
    const kind = statement[4];
    if (kind !== 1 && kind !== 2) throw refused('statement');
    const { type, words } = STATEMENTS[kind];
    if (statement.length !== STATEMENT_HEAD + words * WORD) throw refused('statement');
    const spoke = store.spoke(Number(readUint(statement.subarray(0, 4))));
    const word = (i: number): Uint8Array =>
      statement.subarray(STATEMENT_HEAD + i * WORD, STATEMENT_HEAD + (i + 1) * WORD);
    // What the vault would not take any more harms nobody and may be older than what the hub remembers.
    const validUntil = readUint(word(words - 1)) + (kind === 2 ? BigInt(spoke.maxSetAge) : 0n);
    if (validUntil + BigInt(EVIDENCE_AGE) < BigInt(this.base.nowSeconds)) throw refused('too_old');
    const members = Array.from({ length: words }, (_, i) => word(i));
    const digest = digestOf(deps.crypto, spoke.separator, structHash(deps.crypto, type, members));
    if (store.issued.has([spoke.id, digest])) throw refused('issued');
    const signer = recoverVaultSigner(deps.crypto, digest, signature);
    const operator = signer === undefined ? undefined : this.findHot(spoke.id, signer);
    if (operator === undefined) throw refused('signature');
    this.accept(spoke.id, operator, 'foreign_signature');
  }

  /** Operator of a hot key, of now or of a set that is still kept. */
  private findHot(spoke: number, key: Uint8Array): Uint8Array | undefined {
    const { deps, store } = this.base;
    const now = deps.power.findByKey('hot', key)?.operator;
    if (now !== undefined) return now;
    for (const [, set] of store.setsOf(spoke)) {
      const member = set.members.find(({ hot }) => equalBytes(hot, key));
      if (member !== undefined) return member.operator;
    }
    return undefined;
  }

  private doubleVote(first: Uint8Array, second: Uint8Array): void {
    const { power, crypto } = this.base.deps;
    const [a, b] = [this.readVotes(first), this.readVotes(second)];
    if (!equalBytes(a.tx.signer, b.tx.signer)) throw refused('signers_differ');
    const validator = power.findByKey('relayer', a.tx.signer);
    if (validator === undefined) throw refused('no_relayer');
    const { hubSalt } = this.base.context.block;
    const contents = new Map(a.votes.map(({ id, spoke, body }) => [id, voteHash(crypto, hubSalt, spoke, body)]));
    const clash = b.votes.find(({ id, spoke, body }) => {
      const other = contents.get(id);
      return other !== undefined && !equalBytes(other, voteHash(crypto, hubSalt, spoke, body));
    });
    if (clash === undefined) throw refused('no_double_vote');
    this.accept(clash.spoke, validator.operator, 'double_vote');
  }

  /** Votes of a signed tx by `spoke/nonce`; malformed ones say nothing. */
  private readVotes(raw: Uint8Array) {
    const tx = this.verify(raw);
    const votes = tx.messages.flatMap(({ typeName, value }) => {
      if (typeName !== MsgAttest.typeName) return [];
      const { spoke, votes: bodies } = value as MsgAttest;
      return bodies.flatMap((body: VoteBody) => {
        const event = findEvent(body.event);
        return event === undefined ? [] : [{ id: `${spoke}/${event.nonce}`, spoke, body }];
      });
    });
    return { tx, votes };
  }

  private verify(raw: Uint8Array): DecodedTx {
    const { crypto, accounts } = this.base.deps;
    let tx: DecodedTx;
    try {
      tx = decodeTx(raw, crypto);
    } catch (error) {
      if (error instanceof AppError) throw refused('tx');
      throw error;
    }
    const account = accounts.findNumber(tx.signer);
    if (account < 0 || tx.signMode !== SignMode.DIRECT) throw refused('tx');
    let isSigned: boolean;
    try {
      const task = directTask(crypto, tx, this.base.context.block.chainId, account, accounts.publicKey(account));
      isSigned = runSignatureTask(crypto, task);
    } catch (error) {
      if (error instanceof AppError) throw refused('tx_signature');
      throw error;
    }
    if (!isSigned) throw refused('tx_signature');
    return tx;
  }

  private accept(spoke: number, operator: Uint8Array, kind: 'double_vote' | 'foreign_signature'): void {
    const { power } = this.base.deps;
    const validator = power.find(operator);
    if (validator === undefined) throw refused('no_validator');
    // One fault tombstones for good: more say nothing new.
    const isKnown = validator.tombstoned || validator.faults.some((fault) => fault.kind === 'bridge_evidence');
    if (isKnown) throw refused('known');
    power.reportFault(operator, 'bridge_evidence', this.base.context.block.height);
    this.base.emit(evidenceAccepted(spoke, operator, kind));
  }
}
