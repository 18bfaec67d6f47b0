/** The relayer's own encoders against the bridge vectors, which an independent program made. */
import { equal, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address, Hex } from 'viem';
import { CREATE2_FACTORY, type VaultConfig, vaultAddress, vaultInitCode, vaultSalt } from '#src/relayer/deploy.ts';
import type { BatchItem } from '#src/relayer/hub-port.ts';
import { queueListHash } from '#src/relayer/vault/outflow-log.ts';
import {
  batchTypedData,
  checkpoint,
  itemsHash,
  setTypedData,
  typedDataDigest,
  vaultDomainSeparator,
} from '#src/relayer/vault/typed-data.ts';
import {
  decodeVaultEvent,
  EventFormatError,
  nextRollingHash,
  nonceOfEventBytes,
} from '#src/relayer/vault/vault-events.ts';

const load = <T>(name: string): T =>
  JSON.parse(
    readFileSync(new URL(`../../../../vectors/data/bridge/${name}.json`, import.meta.url), 'utf8'),
    (_, value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? BigInt(value) : value),
  ) as T;

interface DomainVector {
  readonly chainId: bigint;
  readonly vault: Address;
  readonly hubSalt: Hex;
  readonly domainSeparator: Hex;
}

test('domain separators are those of domain.json', () => {
  const domains = load<DomainVector[]>('domain');
  for (const domain of domains) equal(vaultDomainSeparator(domain), domain.domainSeparator);
  equal(domains.length >= 5, true);
});

test('event bytes and rolling hashes are those of events.json', () => {
  interface Chain {
    readonly initial: Hex;
    readonly events: {
      type: string;
      nonce: bigint;
      topics: Hex[];
      data: Hex;
      eventHash: Hex;
      rollingHash: Hex;
      eventBytes: Hex;
    }[];
  }
  let seen = 0;
  for (const { initial, events } of load<Chain[]>('events')) {
    let rollingHash = initial;
    for (const vector of events) {
      const event = decodeVaultEvent(vector.topics, vector.data)!;
      rollingHash = nextRollingHash(rollingHash, event.eventHash);
      equal(event.name, vector.type);
      equal(event.eventBytes, vector.eventBytes);
      equal(event.eventHash, vector.eventHash);
      equal(rollingHash, vector.rollingHash);
      equal(nonceOfEventBytes(event.eventBytes), vector.nonce);
      seen += 1;
    }
  }
  equal(seen >= 100, true);
});

test('batch digests, items hashes and queue lists are those of batches.json', () => {
  interface Batches {
    readonly domain: DomainVector;
    readonly batches: {
      header: { epoch: bigint; batchNonce: bigint; notBefore: bigint; deadline: bigint };
      items: BatchItem[];
      itemsHash: Hex;
      digest: Hex;
    }[];
    readonly queueLists: { list: (BatchItem & { readyAt: bigint })[]; listHash: Hex }[];
  }
  const { domain, batches, queueLists } = load<Batches>('batches');
  for (const { header, items, itemsHash: expected, digest } of batches) {
    equal(itemsHash(items), expected);
    equal(typedDataDigest(batchTypedData(domain, { ...header, items })), digest);
  }
  for (const { list, listHash } of queueLists) equal(queueListHash(list), listHash);
  equal(batches.length >= 4 && queueLists.length > 0, true);
});

test('checkpoints are those of sets.json', () => {
  interface Sets {
    readonly sets: { epoch: bigint; hot?: Hex[]; cold?: Hex[]; hotHash: Hex; coldHash: Hex }[];
  }
  const whole = load<Sets>('sets').sets.filter((set) => set.hot !== undefined && set.cold !== undefined);
  for (const { epoch, hot, cold, hotHash, coldHash } of whole) {
    equal(checkpoint('hot', epoch, hot!), hotHash);
    equal(checkpoint('cold', epoch, cold!), coldHash);
  }
  equal(whole.length > 0, true);
});

test('validator set digests are those of actions.json', () => {
  interface Actions {
    readonly rotations: { update: UpdateVector; digest: Hex }[];
  }
  const { domain } = load<{ domain: DomainVector }>('batches');
  const { rotations } = load<Actions>('actions');
  for (const { update, digest } of rotations) equal(typedDataDigest(setTypedData(domain, update)), digest);
  equal(rotations.length > 0, true);
});

test('salt and address of a vault are those of deploy.json', () => {
  type DeployVector = Record<string, unknown> & { creationCode: Hex; config: VaultConfig };
  for (const vector of load<DeployVector[]>('deploy')) {
    const text = JSON.stringify(vector, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one)).toLowerCase();
    const { chainId, instance = 0n } = vector as unknown as { chainId: bigint | number; instance?: bigint | number };
    const salt = vaultSalt(vector.config.hubSalt, BigInt(chainId), BigInt(instance));
    equal(text.includes(salt), true, 'salt');
    const initCode = vaultInitCode(vector.creationCode, vector.config);
    const address = vaultAddress(initCode, vector.config.hubSalt, BigInt(chainId), BigInt(instance));
    equal(text.includes(address.toLowerCase()), true, 'address');
    equal(CREATE2_FACTORY.length, 42);
  }
});

test('any topics and data are an event, outside the stream, or refused', () => {
  const hex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`;
  const { events } = load<{ events: { topics: Hex[]; data: Hex }[] }[]>('events')[0]!;
  const sample = fc.constantFrom(...events.slice(0, 20));
  const cut = fc.nat(300);
  fc.assert(
    fc.property(sample, cut, fc.uint8Array({ maxLength: 64 }), ({ topics, data }, length, noise) => {
      const spoiled = `${data.slice(0, 2 + 2 * length)}${hex(noise).slice(2)}` as Hex;
      if (spoiled === data) return;
      try {
        const event = decodeVaultEvent(topics, spoiled);
        equal(event === undefined || spoiled.length === data.length, true);
      } catch (error) {
        equal(error instanceof EventFormatError, true, String(error));
      }
    }),
    { seed: 20_261 },
  );
  throws(() => decodeVaultEvent([], '0x'), EventFormatError);
});

interface UpdateVector {
  readonly epoch: bigint;
  readonly totalPower: bigint;
  readonly hubHeight: bigint;
  readonly createdAt: bigint;
  readonly hot: Hex[];
  readonly cold: Hex[];
}
