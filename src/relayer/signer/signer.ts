import type { Address, Hex, LocalAccount, TypedDataDefinition } from 'viem';
import type { FaultHook } from '../fault-point.ts';
import type { HubBatch, HubPort, HubSet, HubSpoke } from '../hub-port.ts';
import type { RelayerMetrics } from '../metrics.ts';
import {
  batchTypedData,
  setTypedData,
  typedDataDigest,
  type VaultDomain,
  vaultDomainSeparator,
} from '../vault/typed-data.ts';
import { findBatchFault, findSetFault } from './payload-faults.ts';

export interface SignerOptions {
  readonly spoke: number;
  readonly hub: HubPort;
  /** Hot key; signs EIP-712 only. */
  readonly key: LocalAccount;
  readonly metrics: RelayerMetrics;
  /** Told of each payload that was refused: somebody must look. */
  readonly onRefusal?: (refusal: SignerRefusal) => void;
  readonly fault?: FaultHook;
}

export interface SignerRefusal {
  readonly kind: 'batch' | 'set';
  /** batchNonce or epoch. */
  readonly number: bigint;
  readonly fault: string;
}

export interface SignerOutcome {
  readonly signed: number;
  /** What lacked this signature before the step. */
  readonly missing: number;
  readonly refused: readonly SignerRefusal[];
}

/**
 * Signs what the hub has committed and nothing else: the payload is built here from the record's fields, and signed only if
 * its digest is the one the hub recorded. Never signs two payloads under one number.
 */
export class Signer {
  private readonly options: SignerOptions;
  /** Digest signed per kind, epoch and number since the start. */
  private readonly issued = new Map<string, Hex>();

  constructor(options: SignerOptions) {
    this.options = options;
  }

  /** One look at the hub. Throws what the hub or the key rejects with; nothing is lost by trying again. */
  async step(): Promise<SignerOutcome> {
    const { hub, spoke: id, metrics } = this.options;
    const spoke = (await hub.spokes()).find((one) => one.spoke === id);
    if (spoke === undefined || !mayOutflow(spoke)) return { signed: 0, missing: 0, refused: [] };
    const domain: VaultDomain = { chainId: BigInt(spoke.chainId), vault: spoke.vault, hubSalt: await hub.hubSalt() };
    const refused: SignerRefusal[] = [];
    if (vaultDomainSeparator(domain) !== spoke.domainSeparator) {
      refused.push(this.refuse('batch', 0n, 'the spoke has another domain'));
      return { signed: 0, missing: 0, refused };
    }
    const batches = (await hub.batches(id)).filter((batch) => this.isAwaited(batch, batch.state === 'collecting'));
    const sets = (await hub.sets(id)).filter((set) => this.isAwaited(set, set.state === 'pending'));
    metrics.missingSignatures.set({ spoke: id }, batches.length + sets.length);
    let signed = 0;
    for (const set of sets) {
      const fault = findSetFault(set, spoke);
      const typed = setTypedData(domain, set);
      const problem = fault ?? this.findDigestFault(`set ${set.epoch}`, typed, set.digest);
      if (problem !== undefined) {
        refused.push(this.refuse('set', set.epoch, problem));
        continue;
      }
      await hub.signSet(id, set.epoch, await this.sign(typed));
      this.options.fault?.('signed');
      signed += 1;
    }
    for (const batch of batches) {
      const typed = batchTypedData(domain, batch);
      const fault = await findBatchFault(batch, spoke, hub);
      const problem = fault ?? this.findDigestFault(`batch ${batch.epoch} ${batch.batchNonce}`, typed, batch.digest);
      if (problem !== undefined) {
        refused.push(this.refuse('batch', batch.batchNonce, problem));
        continue;
      }
      await hub.signBatch(id, batch.epoch, batch.batchNonce, await this.sign(typed));
      this.options.fault?.('signed');
      signed += 1;
    }
    return { signed, missing: batches.length + sets.length, refused };
  }

  private isAwaited({ signers }: Pick<HubBatch | HubSet, 'signers'>, isOpen: boolean): boolean {
    return isOpen && !signers.some((one) => sameAddress(one, this.options.key.address));
  }

  private findDigestFault(number: string, typed: TypedDataDefinition, recorded: Hex): string | undefined {
    const digest = typedDataDigest(typed);
    if (digest !== recorded) return 'the record’s digest is not that of its fields';
    const before = this.issued.get(number);
    if (before !== undefined && before !== digest) return 'another payload was signed under this number';
    this.issued.set(number, digest);
    return undefined;
  }

  private sign(typed: TypedDataDefinition): Promise<Hex> {
    return this.options.key.signTypedData(typed);
  }

  private refuse(kind: 'batch' | 'set', number: bigint, fault: string): SignerRefusal {
    const { metrics, spoke, onRefusal } = this.options;
    const refusal = { kind, number, fault };
    metrics.refusedPayloads.inc({ spoke, kind });
    onRefusal?.(refusal);
    return refusal;
  }
}

/** States and breaker under which no signature may leave (spec: bridge §2). */
const mayOutflow = ({ state, breaker }: HubSpoke): boolean =>
  (state === 'active' || state === 'no_inflow') && breaker !== 'open';

export const sameAddress = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();
