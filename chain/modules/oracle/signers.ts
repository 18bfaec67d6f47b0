import { equalBytes, toHex } from '../../lib/bytes.ts';
import { AppError, invariant } from '../../lib/errors.ts';
import type { Crypto } from '../../lib/hash.ts';
import type { Address } from '../../lib/units.ts';
import type { ChainContext } from '../../module.ts';
import { Collection } from '../../state/collection.ts';
import { prefixes } from '../../state/prefixes.ts';
import type { Power, Validator } from '../power/types.ts';
import { signerSetChanged, signerSetPending } from './events.ts';
import { type SetKey, type SetRecord, setCodec, setKey } from './keys.ts';
import { type SetUpgrade, verifySetUpgrade } from './pyth/set-upgrade.ts';
import { isEmitter, type SignerNamespace, type SignerSet } from './pyth/signer-sets.ts';
import type { Vaa } from './pyth/vaa.ts';
import type { SignerLookup } from './pyth/verify.ts';

/** How long the old set goes on signing after a new one came. */
const OLD_SET_MS = 24 * 3_600_000;

/**
 * Signer sets by (namespace, index). The current set of a namespace is the highest one that is not pending; at most one
 * pending set stands above it.
 */
export class SignerRegistry implements SignerLookup {
  readonly source: Collection<SetKey, SetRecord>;
  private readonly context: ChainContext;
  private readonly crypto: Crypto;
  private readonly power: Power;
  private readonly namespaces: () => readonly SignerNamespace[];

  constructor(context: ChainContext, crypto: Crypto, power: Power, namespaces: () => readonly SignerNamespace[]) {
    this.context = context;
    this.crypto = crypto;
    this.power = power;
    this.namespaces = namespaces;
    this.source = new Collection(context.journal, prefixes.signerSets, 'signerSets', setKey, setCodec);
  }

  namespaceOf(vaa: Vaa): SignerNamespace | undefined {
    return this.namespaces().find((one) => isEmitter(vaa, one.priceEmitter));
  }

  findSet(namespace: string, index: number): SignerSet | undefined {
    const record = this.source.get([namespace, index]);
    if (record === undefined || record.pending) return undefined;
    return record.expiresAtMs === 0 ? { keys: record.keys } : { keys: record.keys, expiresAtMs: record.expiresAtMs };
  }

  currentIndex(namespace: string): number {
    const indexes = this.source.entries().flatMap(([[name, index], { pending }]) => {
      return name === namespace && !pending ? [index] : [];
    });
    invariant(indexes.length > 0, `namespace ${namespace} has no signer set`);
    return Math.max(...indexes);
  }

  /**
   * MsgUpdateSignerSet: takes the next set at once, or keeps it pending when more than half the keys change. A pending set
   * is approved by sending the same message from a validator's operator, relayer or feeder account; it is taken when those
   * hold more than 2/3 of the power (spec: oracle §2). Throws PythError, AppError 5021.
   */
  update(name: string, vaa: Uint8Array, sender: Address): void {
    const namespace = this.namespaces().find((one) => one.name === name);
    if (namespace === undefined) throw refused('namespace_unknown');
    const current = this.currentIndex(name);
    const now = this.context.block.timeMs;
    const upgrade = verifySetUpgrade(this.crypto, vaa, namespace, current, this, now);
    const before = this.source.get([name, current]);
    invariant(before !== undefined, 'current signer set is missing');
    if (!changesMostKeys(before.keys, upgrade.keys)) this.activate(name, current, upgrade);
    else this.propose(name, current, upgrade, this.validatorOf(sender));
  }

  private propose(name: string, current: number, upgrade: SetUpgrade, voter: Validator | undefined): void {
    const pending = this.source.get([name, upgrade.index]);
    const same = pending !== undefined && sameKeys(pending.keys, upgrade.keys);
    // A rival of the pending set counts only from a validator: anybody could replay the two against each other.
    if (pending !== undefined && !same && voter === undefined) throw refused('other_set_pending');
    const approvals = same ? pending.approvals : [];
    if (same && voter === undefined) throw refused('waits_for_validators');
    if (voter !== undefined && approvals.some((one) => equalBytes(one, voter.operator)))
      throw refused('already_approved');
    const voters = voter === undefined ? approvals : [...approvals, voter.operator];
    const power = voters.reduce((sum, operator) => {
      const validator = this.power.find(operator);
      return sum + (validator === undefined ? 0 : this.power.powerOf(validator));
    }, 0);
    if (this.power.isQuorum(power)) {
      this.activate(name, current, upgrade);
      return;
    }
    this.source.set([name, upgrade.index], { keys: upgrade.keys, expiresAtMs: 0, pending: true, approvals: voters });
    this.context.events.emit(signerSetPending(name, upgrade.index, power));
  }

  private activate(name: string, current: number, { index, keys }: SetUpgrade): void {
    const old = this.source.get([name, current]);
    invariant(old !== undefined, 'current signer set is missing');
    const expiresAtMs = this.context.block.timeMs + OLD_SET_MS;
    this.source.set([name, current], { ...old, expiresAtMs });
    this.source.set([name, index], { keys, expiresAtMs: 0, pending: false, approvals: [] });
    this.context.events.emit(signerSetChanged(name, index, keys));
  }

  private validatorOf(sender: Address): Validator | undefined {
    const { power } = this;
    return power.find(sender) ?? power.findByKey('feeder', sender) ?? power.findByKey('relayer', sender);
  }
}

const refused = (reason: string): AppError => new AppError(5021, `Signer set refused: ${reason}.`, { reason });

function sameKeys(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((key, i) => equalBytes(key, b[i]!));
}

/** More than half of the larger set is not in both: keys that come and keys that go weigh the same. */
export function changesMostKeys(before: readonly Uint8Array[], after: readonly Uint8Array[]): boolean {
  const old = new Set(before.map(toHex));
  const kept = after.filter((key) => old.has(toHex(key))).length;
  const size = Math.max(before.length, after.length);
  return 2 * (size - kept) > size;
}
