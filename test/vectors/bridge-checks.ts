import { hubSaltOf } from '#chain/genesis/chain-genesis.ts';
import { concat, fromHex, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import {
  type BatchHeader,
  type BatchItem,
  batchStructHash,
  findWindowFault,
  itemsHash,
  queueListHash,
} from '#chain/modules/bridge/abi/batch.ts';
import { acceptItem, available, type BucketUse } from '#chain/modules/bridge/abi/bucket.ts';
import { submitWithdrawalsCall } from '#chain/modules/bridge/abi/calldata.ts';
import {
  checkpoint,
  findSetFault,
  memberOf,
  type SetUpdate,
  setStructHash,
  setWord,
} from '#chain/modules/bridge/abi/checkpoint.ts';
import { actionHash, actionStructHash, actionWords, type ColdAction } from '#chain/modules/bridge/abi/cold-actions.ts';
import { deploySalt, FACTORY, initCodeHash, vaultAddress } from '#chain/modules/bridge/abi/deploy.ts';
import { encodeEvent, findEvent, shapeOf } from '#chain/modules/bridge/abi/event-codec.ts';
import { findQuorumFault, type QuorumProof } from '#chain/modules/bridge/abi/quorum.ts';
import { EventHasher } from '#chain/modules/bridge/abi/rolling-hash.ts';
import {
  digestOf,
  domainSeparator,
  typeHash,
  VAULT_TYPES,
  type VaultType,
} from '#chain/modules/bridge/abi/typed-data.ts';
import { encodeConfig, type VaultToken } from '#chain/modules/bridge/abi/vault-config.ts';
import { VAULT_EVENTS, type VaultEvent } from '#chain/modules/bridge/abi/vault-events.ts';
import { voteHash } from '#chain/modules/bridge/abi/vote.ts';

// biome-ignore lint/suspicious/noExplicitAny: vector files are read field by field
export type Json = any;

export interface Case {
  readonly name: string;
  readonly expected: unknown;
  readonly run: () => unknown;
}

const crypto = nobleCrypto;
const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
const bytes = (text: string): Uint8Array => fromHex(text);
const list = (words: readonly string[]): Uint8Array[] => words.map(bytes);
/** A set may be named by another case's: the first batch's. */
const ownSet = (q: Json, first: Json): Json => (Array.isArray(q.set) ? q : { ...q, set: first.set });
const lower = (text: string): string => text.toLowerCase();

const headerOf = (h: Json): BatchHeader => ({
  epoch: BigInt(h.epoch),
  batchNonce: BigInt(h.batchNonce),
  notBefore: BigInt(h.notBefore),
  deadline: BigInt(h.deadline),
});
const itemOf = (i: Json): BatchItem => ({
  id: BigInt(i.id),
  token: bytes(i.token),
  to: bytes(i.to),
  amount: BigInt(i.amount),
  hubRef: bytes(i.hubRef),
});
const updateOf = (u: Json): SetUpdate => ({
  epoch: BigInt(u.epoch),
  totalPower: BigInt(u.totalPower),
  hubHeight: BigInt(u.hubHeight),
  createdAt: BigInt(u.createdAt),
  hot: list(u.hot),
  cold: list(u.cold),
});
const tokenOf = (t: Json): VaultToken => {
  const { token, ...rest } = t;
  const numbers = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, BigInt(value as string)]));
  return { token: bytes(token), ...numbers } as unknown as VaultToken;
};
const quorumOf = (q: Json): QuorumProof => ({
  set: list(q.set),
  signers: BigInt(q.signers),
  signatures: bytes(q.signatures),
});

function domainCases(all: Json): Case[] {
  return (Array.isArray(all) ? all : [all]).flatMap((d: Json, i: number) => [
    {
      name: `domain ${i}: hubSalt`,
      expected: d.hubSalt,
      run: () => hex(hubSaltOf(crypto, d.hubChainId, bytes(d.genesisHash))),
    },
    {
      name: `domain ${i}: separator`,
      expected: d.domainSeparator,
      run: () => hex(domainSeparator(crypto, BigInt(d.chainId), bytes(d.vault), bytes(d.hubSalt))),
    },
  ]);
}

function typeCases(d: Json): Case[] {
  const hasher = new EventHasher(crypto);
  const structs = Object.entries<Json>(d.eip712).flatMap(([name, { type, typeHash: hash }]) => [
    { name: `${name} type`, expected: type, run: () => VAULT_TYPES[name as VaultType] },
    { name: `${name} hash`, expected: hash, run: () => hex(typeHash(crypto, name as VaultType)) },
  ]);
  const events = Object.entries<Json>(d.events).map(([name, { tag, topic0, fields }]) => ({
    name: `event ${name}`,
    expected: { tag: Number(tag), topic0, fields },
    run: () => {
      const shape = VAULT_EVENTS.find((one) => one.type === name)!;
      const zero = Object.fromEntries(shape.fields.map(([field, type]) => [field, zeroOf(type)]));
      const { topics } = hasher.log({ type: shape.type, nonce: 1n, ...zero } as unknown as VaultEvent);
      return { tag: shape.tag, topic0: hex(topics[0]), fields: [['nonce', 'uint64'], ...shape.fields] };
    },
  }));
  return [...structs, ...events];
}

function zeroOf(type: string): unknown {
  if (type === 'bool') return false;
  if (type === 'address' || type === 'bytes32') return new Uint8Array(type === 'address' ? 20 : 32);
  return 0n;
}

/** Words of the first n keys, sorted by address; powers go by key index. */
function wordsOf(keys: Json, rule: string, n: number): string[] {
  const power = (i: number): bigint => (rule === 'equal' ? 1000n : BigInt(i + 1) * 1000n + 7n);
  return keys
    .slice(0, n)
    .map((key: Json, i: number) => hex(setWord({ address: bytes(key.address), power: power(i) })))
    .sort();
}

function setCases(d: Json, keys: Json): Case[] {
  return d.sets.flatMap((given: Json) => {
    const words = (kind: 'hot' | 'cold') => given[kind] ?? wordsOf(keys[kind], given.powersByKeyIndex, given.n);
    const s = { ...given, hot: words('hot'), cold: words('cold') };
    const name = `set of ${s.n}, epoch ${s.epoch}, ${s.powersByKeyIndex}`;
    return [
      {
        name: `${name}: hot`,
        expected: s.hotHash,
        run: () => hex(checkpoint(crypto, 'hot', BigInt(s.epoch), list(s.hot))),
      },
      {
        name: `${name}: cold`,
        expected: s.coldHash,
        run: () => hex(checkpoint(crypto, 'cold', BigInt(s.epoch), list(s.cold))),
      },
      {
        name: `${name}: power`,
        expected: String(s.totalPower),
        run: () => String(list(s.hot).reduce((sum, word) => sum + memberOf(word).power, 0n)),
      },
      {
        name: `${name}: installable`,
        expected: s.installable,
        run: () => {
          const fault = findSetFault({ hot: list(s.hot), cold: list(s.cold), totalPower: BigInt(s.totalPower) }, false);
          return fault?.error ?? true;
        },
      },
    ];
  });
}

function batchCases(d: Json): Case[] {
  const separator = bytes(d.domain.domainSeparator);
  const first = d.batches[0].quorum;
  const batches = d.batches.flatMap((b: Json) => {
    const header = headerOf(b.header);
    const items: BatchItem[] = b.items.map(itemOf);
    const struct = () => batchStructHash(crypto, header, itemsHash(crypto, items));
    const quorum = quorumOf(ownSet(b.quorum, first));
    const cases: Case[] = [
      { name: `${b.name}: items hash`, expected: b.itemsHash, run: () => hex(itemsHash(crypto, items)) },
      { name: `${b.name}: struct hash`, expected: b.structHash, run: () => hex(struct()) },
      { name: `${b.name}: digest`, expected: b.digest, run: () => hex(digestOf(crypto, separator, struct())) },
      {
        name: `${b.name}: signatures`,
        expected: undefined,
        run: () =>
          findQuorumFault(crypto, quorum, {
            epoch: header.epoch,
            hotHash: checkpoint(crypto, 'hot', header.epoch, quorum.set),
            digest: bytes(b.digest),
          }),
      },
    ];
    if (b.calldata !== undefined) {
      const run = () => hex(submitWithdrawalsCall(crypto, header, items, quorum));
      cases.push({ name: `${b.name}: calldata`, expected: b.calldata, run });
    }
    return cases;
  });
  const lists = d.queueLists.map((q: Json, i: number) => ({
    name: `queue list ${i}`,
    expected: q.listHash,
    run: () =>
      hex(
        queueListHash(
          crypto,
          q.list.map((one: Json) => ({ ...itemOf(one), readyAt: BigInt(one.readyAt) })),
        ),
      ),
  }));
  return [...batches, ...lists];
}

function actionOf(type: string, f: Json): ColdAction {
  switch (type) {
    case 'EmergencyUnlock':
      return { type, update: updateOf(f.update) };
    case 'CancelWithdrawals':
      return { type, ids: f.ids.map(BigInt) };
    case 'SetToken':
      return { type, token: tokenOf(f) };
    case 'SetAggregate':
      return { type, cap: BigInt(f.cap), rate: BigInt(f.rate) };
    case 'SetLocker':
      return { type, locker: bytes(f.locker), active: f.active, threshold: BigInt(f.threshold) };
    default:
      return { type: 'SetSuccessor', successor: bytes(f.successor) };
  }
}

function actionCases(d: Json): Case[] {
  const separator = bytes(d.domainSeparator);
  const signed = (kind: 'hot' | 'cold', c: Json): QuorumProof =>
    quorumOf({ set: kind === 'hot' ? d.hotSet : d.coldSet, signers: c.signers, signatures: c.signatures });
  const rotations = d.rotations.flatMap((r: Json, i: number) => {
    const update = updateOf(r.update);
    const epoch = BigInt(d.epoch);
    const proof = signed('hot', r);
    return [
      {
        name: `rotation ${i}: hot`,
        expected: r.hotHash,
        run: () => hex(checkpoint(crypto, 'hot', update.epoch, update.hot)),
      },
      {
        name: `rotation ${i}: cold`,
        expected: r.coldHash,
        run: () => hex(checkpoint(crypto, 'cold', update.epoch, update.cold)),
      },
      { name: `rotation ${i}: struct hash`, expected: r.structHash, run: () => hex(setStructHash(crypto, update)) },
      {
        name: `rotation ${i}: digest`,
        expected: r.digest,
        run: () => hex(digestOf(crypto, separator, setStructHash(crypto, update))),
      },
      {
        name: `rotation ${i}: signatures`,
        expected: undefined,
        run: () =>
          findQuorumFault(crypto, proof, {
            epoch,
            hotHash: checkpoint(crypto, 'hot', epoch, proof.set),
            digest: bytes(r.digest),
          }),
      },
    ];
  });
  const cold = d.coldActions.flatMap((c: Json, i: number) => {
    const action = actionOf(c.type, c.fields);
    const name = `${c.type} ${i}`;
    const struct = () => actionStructHash(crypto, action, BigInt(c.nonce), BigInt(c.deadline));
    const cases: Case[] = [
      { name: `${name}: struct hash`, expected: c.structHash, run: () => hex(struct()) },
      { name: `${name}: digest`, expected: c.digest, run: () => hex(digestOf(crypto, separator, struct())) },
    ];
    if (c.data !== undefined) {
      const data = () => hex(concat(...actionWords(crypto, action)));
      cases.push({ name: `${name}: data`, expected: c.data, run: data });
      cases.push({ name: `${name}: action hash`, expected: c.actionHash, run: () => hex(actionHash(crypto, action)) });
    }
    return cases;
  });
  return [...rotations, ...cold];
}

function eventOf(e: Json): VaultEvent {
  const fields = shapeOf(e.type).fields.map(([name, type]) => {
    const value = e.fields[name];
    if (type === 'bool') return [name, value];
    return [name, type === 'address' || type === 'bytes32' ? bytes(value) : BigInt(value)];
  });
  return { type: e.type, nonce: BigInt(e.nonce), ...Object.fromEntries(fields) } as VaultEvent;
}

function eventCases(chains: Json): Case[] {
  const hasher = new EventHasher(crypto);
  return (Array.isArray(chains) ? chains : [chains]).flatMap((chain: Json, c: number) => {
    let before = chain.initial;
    const cases: Case[] = chain.events.flatMap((e: Json): Case[] => {
      const name = `chain ${c}, ${e.type} ${e.nonce}`;
      const event = eventOf(e);
      const previous = before;
      before = e.rollingHash;
      const vote = {
        event: bytes(e.eventBytes),
        rollingHash: bytes(e.rollingHash),
        blockNumber: Number(e.vote.blockNumber),
        blockHash: bytes(e.vote.blockHash),
      };
      return [
        { name: `${name}: topics`, expected: e.topics, run: () => hasher.log(event).topics.map(hex) },
        { name: `${name}: data`, expected: e.data, run: () => hex(hasher.log(event).data) },
        { name: `${name}: event hash`, expected: e.eventHash, run: () => hex(hasher.eventHash(event)) },
        { name: `${name}: rolling hash`, expected: e.rollingHash, run: () => hex(hasher.next(bytes(previous), event)) },
        { name: `${name}: eventBytes`, expected: e.eventBytes, run: () => hex(encodeEvent(event)) },
        { name: `${name}: read back`, expected: event, run: () => findEvent(bytes(e.eventBytes)) },
        {
          name: `${name}: vote hash`,
          expected: e.vote.voteHash,
          run: () => hex(voteHash(crypto, bytes(chain.hubSalt), Number(e.vote.spokeId), vote)),
        },
      ];
    });
    return [...cases, { name: `chain ${c}: final`, expected: chain.final, run: () => before }];
  });
}

function bucketCases(runs: Json): Case[] {
  return runs.map((r: Json, i: number) => ({
    name: `sequence ${i}`,
    expected: r.steps.map((s: Json) => [s.readyAt, s.usedAfter, s.aggregateUsedAfter, s.available]),
    run: () => {
      const { decimals, ...limits } = r.config;
      const numbers = Object.fromEntries(Object.entries<string>(limits).map(([name, value]) => [name, BigInt(value)]));
      const config = { ...numbers, decimals: Number(decimals) } as Json;
      const aggregate = { cap: BigInt(r.aggregateCap), rate: BigInt(r.aggregateRate) };
      const empty: BucketUse = { used: 0n, last: BigInt(r.start) };
      let use = { token: empty, aggregate: empty };
      return r.steps.map((s: Json) => {
        const next = acceptItem(BigInt(s.amount), BigInt(s.time), config, aggregate, use);
        use = next;
        const readyAt = next.readyAt === undefined ? null : String(next.readyAt);
        return [readyAt, String(next.token.used), String(next.aggregate.used), String(available(config, next.token))];
      });
    },
  }));
}

function deployCases(all: Json): Case[] {
  return (Array.isArray(all) ? all : [all]).flatMap((d: Json, i: number) => {
    const c = d.config;
    const config = {
      hubSalt: bytes(c.hubSalt),
      devnet: c.devnet,
      maxSetAge: BigInt(c.maxSetAge),
      rotationDelay: BigInt(c.rotationDelay),
      disputeBlocks: BigInt(c.disputeBlocks),
      lockThreshold: BigInt(c.lockThreshold),
      aggregateCap: BigInt(c.aggregateCap),
      aggregateRate: BigInt(c.aggregateRate),
      initialSet: updateOf(c.initialSet),
      lockers: list(c.lockers),
      tokens: c.tokens.map(tokenOf),
    };
    const salt = () => deploySalt(crypto, config.hubSalt, Number(d.chainId), Number(d.instance));
    const init = () => initCodeHash(crypto, bytes(d.creationCode), config);
    return [
      { name: `vault ${i}: config`, expected: d.encodedConfig, run: () => hex(encodeConfig(config)) },
      { name: `vault ${i}: init code hash`, expected: d.initCodeHash, run: () => hex(init()) },
      { name: `vault ${i}: salt`, expected: d.salt, run: () => hex(salt()) },
      { name: `vault ${i}: factory`, expected: lower(d.factory), run: () => hex(FACTORY) },
      { name: `vault ${i}: address`, expected: lower(d.address), run: () => hex(vaultAddress(crypto, salt(), init())) },
    ];
  });
}

/** Error and arguments in the form of the files. */
const faultOf = (fault: { error: string; args?: readonly bigint[]; index?: number } | undefined): unknown => {
  if (fault === undefined) return [null, []];
  return [fault.error, (fault.args ?? (fault.index === undefined ? [] : [BigInt(fault.index)])).map(String)];
};
const expectedFault = (c: Json): unknown => [c.error, (c.args ?? []).map(String)];

function negativeCases(d: Json): Case[] {
  const digest = bytes(d.digest);
  const epoch = BigInt(d.epoch);
  const quorum = (set: readonly string[] | undefined, hotHash: string) => (c: Json, i: number) => ({
    name: `quorum ${c.name ?? i}`,
    expected: expectedFault(c),
    run: () =>
      faultOf(
        findQuorumFault(crypto, quorumOf({ set: set ?? c.set, signers: c.signers, signatures: c.signatures }), {
          epoch,
          hotHash: bytes(hotHash),
          digest,
        }),
      ),
  });
  const sets = d.sets.map((s: Json) => ({
    name: `set ${s.name}`,
    expected: expectedFault(s),
    run: () =>
      faultOf(findSetFault({ hot: list(s.hot), cold: list(s.cold), totalPower: BigInt(s.totalPower) }, s.devnet)),
  }));
  const windows = d.windows.map((w: Json) => ({
    name: `window ${w.name}`,
    expected: w.error,
    run: () => findWindowFault({ notBefore: BigInt(w.notBefore), deadline: BigInt(w.deadline) }, BigInt(w.now)) ?? null,
  }));
  return [
    ...d.quorum.map(quorum(undefined, d.checkpoint)),
    ...d.sixEqual.cases.map(quorum(d.sixEqual.set, d.sixEqual.checkpoint)),
    ...d.nearTwoTo96.cases.map(quorum(d.nearTwoTo96.set, d.nearTwoTo96.checkpoint)),
    ...sets,
    ...windows,
  ];
}

/** File → its cases; `keys` is the content of keys.json. */
export const bridgeChecks: Readonly<Record<string, (content: Json, keys: Json) => Case[]>> = {
  'domain.json': domainCases,
  'types.json': typeCases,
  'sets.json': setCases,
  'batches.json': batchCases,
  'actions.json': actionCases,
  'events.json': eventCases,
  'buckets.json': bucketCases,
  'deploy.json': deployCases,
  'negative.json': negativeCases,
};
