/** The hub's side of the bridge in memory: votes, quorum, batches, sets, as far as a relayer can tell. */
import type { Address, Hex, LocalAccount } from 'viem';
import { concat, encodeFunctionData, keccak256, numberToHex, pad, recoverAddress, size } from 'viem';
import type {
  Attestation,
  BatchItem,
  HubBatch,
  HubPort,
  HubSet,
  HubSpoke,
  HubVote,
  HubWithdrawal,
} from '#src/relayer/hub-port.ts';
import {
  batchTypedData,
  setTypedData,
  typedDataDigest,
  type VaultDomain,
  vaultDomainSeparator,
} from '#src/relayer/vault/typed-data.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';

export interface FakeValidator {
  readonly power: bigint;
  readonly hot: LocalAccount;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface SignedBatch extends Mutable<HubBatch> {
  readonly signatures: Map<Address, Hex>;
}
interface SignedSet extends Mutable<HubSet> {
  readonly signatures: Map<Address, Hex>;
}

/** A refusal of the hub, with a code of chain/lib/error-codes.ts. */
export class FakeRefusal extends Error {
  override name = 'FakeRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const SPOKE = 1;

export class FakeHub {
  readonly domain: VaultDomain;
  readonly validators: readonly FakeValidator[];
  readonly spoke: Mutable<HubSpoke>;
  /** Every vote ever taken, by validator. */
  readonly votes = new Map<number, HubVote[]>();
  readonly applied: HubVote[] = [];
  readonly attestations: Attestation[] = [];
  readonly signedBatches: SignedBatch[] = [];
  readonly signedSets: SignedSet[] = [];
  readonly withdrawals = new Map<bigint, Mutable<HubWithdrawal>>();
  height = 1;
  timeMs = 1_700_000_000_000;
  /** Runs before a message counts, may throw: the message is lost. */
  before: ((message: string) => void) | undefined;
  /** Runs after a message counted, may throw: only the answer is lost. */
  after: ((message: string) => void) | undefined;

  constructor(domain: VaultDomain, validators: readonly FakeValidator[]) {
    this.domain = domain;
    this.validators = validators;
    const domainSeparator = vaultDomainSeparator(domain);
    this.spoke = {
      spoke: SPOKE,
      chainId: Number(domain.chainId),
      vault: domain.vault,
      domainSeparator,
      state: 'active',
      breaker: 'normal',
      eventNonce: 0n,
      rollingHash: domainSeparator,
      blockNumber: 0n,
      epoch: 1n,
      routes: [],
    };
  }

  /** Set words of the validators' hot keys, ascending. */
  hotSet(): readonly Hex[] {
    const words = this.validators.map(({ hot, power }) =>
      concat([hot.address.toLowerCase() as Hex, numberToHex(power, { size: 12 })]),
    );
    return words.sort();
  }

  get totalPower(): bigint {
    return this.validators.reduce((sum, { power }) => sum + power, 0n);
  }

  /** A batch of withdrawals the hub owes, to be signed. */
  formBatch(
    items: readonly BatchItem[],
    window: { readonly notBefore: bigint; readonly deadline: bigint },
    epoch = this.spoke.epoch,
  ): SignedBatch {
    const batchNonce = BigInt(this.signedBatches.length + 1);
    const body = { epoch, batchNonce, ...window, items };
    const digest = typedDataDigest(batchTypedData(this.domain, body));
    const batch: SignedBatch = { ...body, digest, state: 'collecting', signers: [], signatures: new Map() };
    this.signedBatches.push(batch);
    for (const item of items) this.withdrawals.set(item.id, { ...item, state: 'ready', batchNonce });
    return batch;
  }

  proposeSet(set: Omit<HubSet, 'digest' | 'state' | 'signers'>): SignedSet {
    const digest = typedDataDigest(setTypedData(this.domain, set));
    const signed: SignedSet = { ...set, digest, state: 'pending', signers: [], signatures: new Map() };
    this.signedSets.push(signed);
    return signed;
  }

  lastNonce(validator: number): bigint {
    const last = this.votes.get(validator)?.at(-1);
    return last === undefined ? 0n : BigInt(`0x${last.event.slice(4, 20)}`);
  }

  port(validator: number): HubPort {
    return {
      head: async () => ({ height: this.height, timeMs: this.timeMs }),
      hubSalt: async () => this.domain.hubSalt,
      spokes: async () => [{ ...this.spoke }],
      voter: async () => ({ lastNonce: this.lastNonce(validator), mayVote: true }),
      batches: async () => this.signedBatches.map((batch) => ({ ...batch })),
      sets: async () => this.signedSets.map((set) => ({ ...set })),
      withdrawal: async (_, id) => this.withdrawals.get(id),
      attest: (attestation) => this.count('attest', () => this.takeVotes(validator, attestation)),
      signBatch: (_, epoch, batchNonce, signature) =>
        this.count('signBatch', () => this.takeBatchSignature(epoch, batchNonce, signature)),
      signSet: (_, epoch, signature) => this.count('signSet', () => this.takeSetSignature(epoch, signature)),
    };
  }

  private async count(message: string, apply: () => void | Promise<void>): Promise<void> {
    this.before?.(message);
    await apply();
    this.height += 1;
    this.after?.(message);
  }

  private takeVotes(validator: number, attestation: Attestation): void {
    const mine = this.votes.get(validator) ?? [];
    for (const vote of attestation.votes) {
      const nonce = BigInt(`0x${vote.event.slice(4, 20)}`);
      const last = mine.at(-1);
      const expected = last === undefined ? 1n : BigInt(`0x${last.event.slice(4, 20)}`) + 1n;
      if (nonce !== expected) throw new FakeRefusal(6010, `vote ${nonce}, expected ${expected}`);
      mine.push(vote);
    }
    this.votes.set(validator, mine);
    this.attestations.push(attestation);
    this.applyQuorum();
  }

  private applyQuorum(): void {
    for (;;) {
      const next = Number(this.spoke.eventNonce);
      const cast = this.validators.map((_, i) => this.votes.get(i)?.[next]);
      const winner = cast.find((vote) => {
        if (vote === undefined) return false;
        const text = voteText(vote);
        const power = this.validators.reduce(
          (sum, one, i) => (cast[i] !== undefined && voteText(cast[i]) === text ? sum + one.power : sum),
          0n,
        );
        return 3n * power > 2n * this.totalPower;
      });
      if (winner === undefined) return;
      this.applied.push(winner);
      this.spoke.eventNonce += 1n;
      this.spoke.rollingHash = winner.rollingHash;
      this.spoke.blockNumber = winner.blockNumber;
    }
  }

  private async takeBatchSignature(epoch: bigint, batchNonce: bigint, signature: Hex): Promise<void> {
    const batch = this.signedBatches.find((one) => one.epoch === epoch && one.batchNonce === batchNonce);
    if (batch === undefined) throw new FakeRefusal(6013, 'no such batch');
    await this.addSignature(batch, signature);
    if (!this.hasQuorum(batch) || batch.state !== 'collecting') return;
    batch.state = 'complete';
    const { notBefore, deadline, items } = batch;
    batch.calldata = encodeFunctionData({
      abi: spokeVaultAbi,
      functionName: 'submitWithdrawals',
      args: [{ epoch, batchNonce, notBefore, deadline }, [...items], this.quorumProof(batch)],
    });
    for (const { id } of items) this.withdrawals.get(id)!.state = 'signed';
  }

  private async takeSetSignature(epoch: bigint, signature: Hex): Promise<void> {
    const set = this.signedSets.find((one) => one.epoch === epoch);
    if (set === undefined) throw new FakeRefusal(6013, 'no such set');
    await this.addSignature(set, signature);
    if (!this.hasQuorum(set)) return;
    const { totalPower, hubHeight, createdAt, hot, cold } = set;
    set.calldata = encodeFunctionData({
      abi: spokeVaultAbi,
      functionName: 'requestRotation',
      args: [{ epoch, totalPower, hubHeight, createdAt, hot, cold }, this.quorumProof(set)],
    });
  }

  private async addSignature(target: SignedBatch | SignedSet, signature: Hex): Promise<void> {
    const signer = size(signature) === 65 ? await recoverAddress({ hash: target.digest, signature }) : undefined;
    const isMember = this.validators.some(({ hot }) => hot.address === signer);
    if (signer === undefined || !isMember) throw new FakeRefusal(6013, 'not a signature of a member');
    target.signatures.set(signer, signature);
    target.signers = [...target.signatures.keys()];
  }

  private hasQuorum({ signatures }: SignedBatch | SignedSet): boolean {
    const signed = this.validators.filter(({ hot }) => signatures.has(hot.address));
    return 3n * signed.reduce((sum, { power }) => sum + power, 0n) > 2n * this.totalPower;
  }

  private quorumProof({ signatures }: SignedBatch | SignedSet): { set: Hex[]; signers: bigint; signatures: Hex } {
    const set = [...this.hotSet()];
    const byWord = new Map([...signatures].map(([address, signature]) => [address.toLowerCase(), signature]));
    const present = set.map((word) => byWord.get(word.slice(0, 42)));
    const signers = present.reduce((bits, one, i) => (one === undefined ? bits : bits | (1n << BigInt(i))), 0n);
    return { set, signers, signatures: concat(present.filter((one) => one !== undefined)) };
  }
}

const voteText = ({ event, rollingHash, blockNumber, blockHash }: HubVote): string =>
  [event, rollingHash, blockNumber, blockHash].join();

/** A withdrawal of a test: unlike any other id's. */
export function payout(id: bigint, token: Address, to: Address, amount: bigint): BatchItem {
  return { id, token, to, amount, hubRef: keccak256(pad(numberToHex(id))) };
}
