import { ByteReader, ByteWriter } from '../lib/bytes.ts';
import { Collection, type ValueCodec } from '../state/collection.ts';
import type { Journal } from '../state/journal.ts';
import { unitKey } from '../state/key-codecs.ts';
import { prefixes } from '../state/prefixes.ts';
import type { StoredRecord } from '../state/record.ts';

/** What a chain is, and the header time of its last block; the one record that changes in every block. */
export interface ChainRecord {
  readonly chainId: string;
  readonly genesisHash: Uint8Array;
  readonly initialHeight: number;
  readonly timeNs: bigint;
}

const codec: ValueCodec<ChainRecord> = {
  encode: (record) =>
    new ByteWriter()
      .text(record.chainId)
      .bytes16(record.genesisHash)
      .u64(record.initialHeight)
      .bigU64(record.timeNs)
      .finish(),
  decode(bytes) {
    const reader = new ByteReader(bytes);
    const record = {
      chainId: reader.text(),
      genesisHash: reader.bytes16(),
      initialHeight: reader.u64(),
      timeNs: reader.bigU64(),
    };
    reader.end();
    return record;
  },
};

export function chainRecords(journal: Journal): Collection<0, ChainRecord> {
  return new Collection(journal, prefixes.chain, 'chain', unitKey, codec);
}

/**
 * How a chain that starts from an export takes over its records: under the same chain id unchanged, so that roots and
 * the salt of its vaults stay; under another one, the chain's own record names the new chain.
 */
export function continueAs(chainId: string, genesisHash: Uint8Array, initialHeight: number) {
  return (record: StoredRecord): StoredRecord => {
    if (record.key[0] !== prefixes.chain) return record;
    const old = codec.decode(record.value);
    if (old.chainId === chainId) return record;
    return { ...record, value: codec.encode({ ...old, chainId, genesisHash, initialHeight }) };
  };
}
