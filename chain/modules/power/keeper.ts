import { equalBytes } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { Crypto } from '../../lib/hash.ts';
import type { Address } from '../../lib/units.ts';
import type { ChainContext } from '../../module.ts';
import { Collection } from '../../state/collection.ts';
import { bytesKey } from '../../state/key-codecs.ts';
import { prefixes } from '../../state/prefixes.ts';
import { validatorCodec } from './codec.ts';
import { faultReported } from './events.ts';
import type { FaultKind, Power, Validator, ValidatorRole } from './types.ts';

/** Faults kept per validator until judged: more say nothing new. */
const MAX_FAULTS = 64;

/** Registry of validators: at most 128, so that every look-up may walk them. */
export class PowerKeeper implements Power {
  readonly source: Collection<Address, Validator>;
  private readonly context: ChainContext;
  private readonly crypto: Pick<Crypto, 'sha256'>;

  constructor(context: ChainContext, crypto: Pick<Crypto, 'sha256'>) {
    this.context = context;
    this.crypto = crypto;
    this.source = new Collection(context.journal, prefixes.validators, 'validators', bytesKey, validatorCodec);
  }

  all(): readonly Validator[] {
    return this.source.entries().map(([, validator]) => validator);
  }

  find(operator: Address): Validator | undefined {
    return this.source.get(operator);
  }

  findByKey(role: ValidatorRole, address: Address): Validator | undefined {
    return this.all().find((one) => equalBytes(one[role], address));
  }

  findByConsensusAddress(address: Uint8Array): Validator | undefined {
    return this.all().find((one) => {
      if (one.consensusKey === undefined) return false;
      return equalBytes(this.crypto.sha256(one.consensusKey).subarray(0, 20), address);
    });
  }

  /** Of what it is now; a jail ends by the `validators` module's word, not by time alone. */
  powerOf(one: Validator): number {
    return one.tombstoned || one.jailedUntilMs > 0 ? 0 : one.grantedPower + one.stakedPower;
  }

  totalPower(): number {
    return this.all().reduce((sum, one) => sum + this.powerOf(one), 0);
  }

  isQuorum(power: number): boolean {
    return 3 * power > 2 * this.totalPower();
  }

  reportFault(operator: Address, kind: FaultKind, height: number): void {
    const one = this.get(operator);
    const known = one.faults.some((fault) => fault.kind === kind && fault.height === height);
    if (known || one.faults.length >= MAX_FAULTS) return;
    this.put({ ...one, faults: [...one.faults, { kind, height }] });
    this.context.events.emit(faultReported(operator, kind, height));
  }

  /** Registers or replaces; what is jail, stake, key rotation is the caller's business (`validators`). */
  put(validator: Validator): void {
    const { grantedPower, stakedPower } = validator;
    invariant(
      Number.isSafeInteger(grantedPower + stakedPower) && grantedPower >= 0 && stakedPower >= 0,
      'power out of range',
    );
    this.source.set(validator.operator, validator);
  }

  /** InvariantError when nobody has this operator. */
  get(operator: Address): Validator {
    const validator = this.find(operator);
    invariant(validator !== undefined, 'no such validator');
    return validator;
  }

  setStakedPower(operator: Address, stakedPower: number): void {
    this.put({ ...this.get(operator), stakedPower });
  }

  /** 0 ends a jail. */
  setJailed(operator: Address, jailedUntilMs: number): void {
    this.put({ ...this.get(operator), jailedUntilMs });
  }

  tombstone(operator: Address): void {
    this.put({ ...this.get(operator), tombstoned: true });
  }

  clearFaults(operator: Address): void {
    this.put({ ...this.get(operator), faults: [] });
  }

  /** What consensus should know: those with a key, power 0 included, by operator. */
  consensusSet(): { readonly publicKey: Uint8Array; readonly power: number }[] {
    return this.all().flatMap((one) =>
      one.consensusKey === undefined ? [] : [{ publicKey: one.consensusKey, power: this.powerOf(one) }],
    );
  }
}
