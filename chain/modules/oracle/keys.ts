import { ByteReader, ByteWriter, concat, fromUtf8, utf8 } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { KeyCodec, ValueCodec } from '../../state/collection.ts';
import type { Group, OracleMode } from '../markets/types.ts';
import type { EmitterParams, Feed, FeedState, ModeReason, OracleParams, StoredPrice } from './types.ts';

/** namespace text ‖ index u32 (the last four bytes). */
export type SetKey = readonly [namespace: string, index: number];
export const setKey: KeyCodec<SetKey> = {
  encode: ([namespace, index]) => concat(utf8(namespace), new ByteWriter(4).u32(index).finish()),
  decode: (bytes) => {
    const at = bytes.length - 4;
    invariant(at >= 1, 'signer set key too short');
    return [fromUtf8(bytes.subarray(0, at)), new ByteReader(bytes.subarray(at)).u32()];
  },
  id: ([namespace, index]) => `${namespace}/${index}`,
};

/** A signer set as stored. */
export interface SetRecord {
  /** Addresses of 20 bytes in the order of their indices. */
  readonly keys: readonly Uint8Array[];
  /** 0 = in force. */
  readonly expiresAtMs: number;
  /** Waits for the validators because more than half the keys are new. */
  readonly pending: boolean;
  /** Operators (20 bytes) that approved a pending set. */
  readonly approvals: readonly Uint8Array[];
}

const ADDRESS_BYTES = 20;
const writeAddresses = (out: ByteWriter, list: readonly Uint8Array[]): void => {
  out.u16(list.length);
  for (const address of list) out.raw(address);
};
const readAddresses = (input: ByteReader): Uint8Array[] =>
  Array.from({ length: input.u16() }, () => input.raw(ADDRESS_BYTES));

export const setCodec: ValueCodec<SetRecord> = {
  encode: ({ keys, expiresAtMs, pending, approvals }) => {
    const out = new ByteWriter(256).u64(expiresAtMs).u8(pending ? 1 : 0);
    writeAddresses(out, keys);
    writeAddresses(out, approvals);
    return out.finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const head = { expiresAtMs: input.u64(), pending: input.u8() === 1 };
    const lists = { keys: readAddresses(input), approvals: readAddresses(input) };
    input.end();
    return { ...head, ...lists };
  },
};

export const priceCodec: ValueCodec<StoredPrice> = {
  encode: (p) => new ByteWriter(48).bigI128(p.price).bigI128(p.confidence).u64(p.publishTime).bigU64(p.slot).finish(),
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const prices = { price: input.bigI128(), confidence: input.bigI128() };
    const times = { publishTime: input.u64(), slot: input.bigU64() };
    input.end();
    return { ...prices, ...times };
  },
};

const MODES: readonly OracleMode[] = ['normal', 'caution', 'frozen'];
const GROUPS: readonly Group[] = ['A', 'B', 'C'];
const REASONS: readonly (ModeReason | undefined)[] = [
  undefined,
  'no_index',
  'no_reference',
  'reference_disagrees',
  'references_only',
  'resuming',
];

function pick<T>(values: readonly T[], index: number): T {
  invariant(index < values.length, `oracle record with unknown word ${index}`);
  return values[index]!;
}

export const feedStateCodec: ValueCodec<FeedState> = {
  encode: (s) => {
    const out = new ByteWriter(192).u8(MODES.indexOf(s.mode)).u64(s.modeSinceMs).u8(REASONS.indexOf(s.reason));
    out
      .bigI128(s.index)
      .bigI128(s.confidence)
      .u64(s.indexAtMs)
      .u8(s.valid ? 1 : 0);
    out.u64(s.noIndexSinceMs).u64(s.noReferenceSinceMs).u64(s.disagreeSinceMs);
    out.u8(s.goodBlocks).u64(s.goodSinceMs).u64(s.thawUntilMs).u64(s.seenPublishTime).bigU64(s.seenSlot);
    out.u8(s.jump === undefined ? 0 : 1);
    if (s.jump !== undefined) {
      out.u32(s.jump.updates).u64(s.jump.firstPublishTime).u64(s.jump.lastPublishTime);
      out.bigI128(s.jump.low).bigI128(s.jump.high);
    }
    return out.finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const mode = { mode: pick(MODES, input.u8()), modeSinceMs: input.u64(), reason: pick(REASONS, input.u8()) };
    const index = { index: input.bigI128(), confidence: input.bigI128(), indexAtMs: input.u64() };
    const valid = input.u8() === 1;
    const since = { noIndexSinceMs: input.u64(), noReferenceSinceMs: input.u64(), disagreeSinceMs: input.u64() };
    const good = { goodBlocks: input.u8(), goodSinceMs: input.u64(), thawUntilMs: input.u64() };
    const seen = { seenPublishTime: input.u64(), seenSlot: input.bigU64() };
    const jump = input.u8() === 1 ? readJump(input) : undefined;
    input.end();
    return { ...mode, ...index, valid, ...since, ...good, ...seen, jump };
  },
};

const readJump = (input: ByteReader): NonNullable<FeedState['jump']> => ({
  updates: input.u32(),
  firstPublishTime: input.u64(),
  lastPublishTime: input.u64(),
  low: input.bigI128(),
  high: input.bigI128(),
});

const EMITTER_BYTES = 32;
const writeEmitter = (out: ByteWriter, { chain, address }: EmitterParams): ByteWriter => out.u16(chain).raw(address);
const readEmitter = (input: ByteReader): EmitterParams => ({ chain: input.u16(), address: input.raw(EMITTER_BYTES) });

export const paramsCodec: ValueCodec<OracleParams> = {
  encode: ({ allowSoloPrimary, times, namespaces, feeds }) => {
    const out = new ByteWriter(1024).u8(allowSoloPrimary ? 1 : 0);
    out.u64(times.frozenAfterMs).u64(times.soloCautionAfterMs).u8(times.resumeBlocks).u64(times.resumeMs);
    out.u64(times.thawMs).u16(namespaces.length);
    for (const one of namespaces) {
      out.text(one.name).u8(one.quorumRule === 'half' ? 0 : 1);
      writeEmitter(writeEmitter(out, one.priceEmitter), one.governanceEmitter);
    }
    out.u16(feeds.length);
    for (const feed of feeds) {
      out.raw(feed.id).text(feed.symbol).u8(GROUPS.indexOf(feed.group)).i32(feed.exponent).bigI128(feed.listingPrice);
    }
    return out.finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const allowSoloPrimary = input.u8() === 1;
    const first = { frozenAfterMs: input.u64(), soloCautionAfterMs: input.u64(), resumeBlocks: input.u8() };
    const times = { ...first, resumeMs: input.u64(), thawMs: input.u64() };
    const namespaces = Array.from({ length: input.u16() }, () => {
      const name = input.text();
      const quorumRule = input.u8() === 0 ? ('half' as const) : ('two_third' as const);
      return { name, quorumRule, priceEmitter: readEmitter(input), governanceEmitter: readEmitter(input) };
    });
    const feeds = Array.from({ length: input.u16() }, (): Feed => {
      const id = input.raw(EMITTER_BYTES);
      const names = { symbol: input.text(), group: pick(GROUPS, input.u8()) };
      return { id, ...names, exponent: input.i32(), listingPrice: input.bigI128() };
    });
    input.end();
    return { allowSoloPrimary, times, namespaces, feeds };
  },
};
