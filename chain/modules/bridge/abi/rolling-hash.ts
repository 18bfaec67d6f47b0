import { concat, utf8 } from '../../../lib/bytes.ts';
import type { Crypto } from '../../../lib/hash.ts';
import { fieldBytes, fieldsOf } from './event-codec.ts';
import { VAULT_EVENTS, type VaultEvent } from './vault-events.ts';
import { uintWord, word } from './words.ts';

export type Keccak = Pick<Crypto, 'keccak256'>;

/** What an EVM log of a vault event holds. */
export interface VaultLog {
  readonly topics: readonly [Uint8Array, Uint8Array, Uint8Array];
  readonly data: Uint8Array;
}

/** Hashes of the event stream (spec: bridge-abi §5); keeps the 16 topics. */
export class EventHasher {
  private readonly crypto: Keccak;
  private readonly topics = new Map<VaultEvent['type'], Uint8Array>();

  constructor(crypto: Keccak) {
    this.crypto = crypto;
    for (const { type, fields } of VAULT_EVENTS) {
      const signature = `${type}(${['uint64', ...fields.map(([, abi]) => abi)].join(',')})`;
      this.topics.set(type, crypto.keccak256(utf8(signature)));
    }
  }

  /** topic0 ‖ nonce ‖ key, and the other fields as words. */
  log(event: VaultEvent): VaultLog {
    const [key, ...rest] = fieldsOf(event).map(({ type, value }) => word(fieldBytes(type, value)));
    return { topics: [this.topics.get(event.type)!, uintWord(event.nonce), key!], data: concat(...rest) };
  }

  eventHash(event: VaultEvent): Uint8Array {
    const { topics, data } = this.log(event);
    return this.crypto.keccak256(concat(...topics, data));
  }

  /** rollingHashₙ from rollingHashₙ₋₁ (the domain separator before nonce 1). */
  next(previous: Uint8Array, event: VaultEvent): Uint8Array {
    return this.crypto.keccak256(concat(previous, this.eventHash(event)));
  }
}
