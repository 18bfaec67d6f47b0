import { NIL_BLOCK_ID } from '#src/engine/block/block-id.ts';
import {
  blockIdJson,
  blockJson,
  blockResultsJson,
  commitJson,
  headerJson,
  validatorJson,
} from '#src/engine/block/json.ts';
import { type ValidatorSet, validatorSetOf } from '#src/engine/block/validator-set.ts';
import { parseQuery } from '#src/engine/query/parse.ts';
import type { StoredBlock } from '#src/engine/store/block-record.ts';
import { getBlock, orderOf, perPageOf, requirePage, resolveHeight } from '../heights.ts';
import { type Args, bytesArg, findInt, textArg } from '../params.ts';
import type { MethodContext, MethodTable } from '../rpc-context.ts';

const HEIGHT = [{ name: 'height', kind: 'int' }] as const;
const HASH = [{ name: 'hash', kind: 'bytes' }] as const;
const BLOCKCHAIN_LIMIT = 20;

const blockResult = (stored: StoredBlock) => ({
  block_id: blockIdJson(stored.blockId),
  block: blockJson(stored.block),
});

function blockAt({ store }: MethodContext, args: Args): Promise<StoredBlock> {
  return getBlock(store, resolveHeight(store, store.last, findInt(args, 'height')));
}

/** Heights of the answer of `blockchain`, highest first: at most 20. */
function heightsOf(first: number, last: number, args: Args): number[] {
  const min = findInt(args, 'minHeight') ?? 0;
  const max = findInt(args, 'maxHeight') ?? 0;
  if (min < 0 || max < 0) throw new Error('heights must be non-negative');
  const top = Math.min(last, max === 0 ? last : max);
  const bottom = Math.max(first, min === 0 ? 1 : min, top - BLOCKCHAIN_LIMIT + 1);
  if (bottom > top) throw new Error(`min height ${bottom} can't be greater than max height ${top}`);
  return Array.from({ length: top - bottom + 1 }, (_, i) => top - i);
}

/** The set that signs a height; the one after the last block is known too. */
async function validatorsAt({ store, genesis }: MethodContext, height: number): Promise<ValidatorSet> {
  if (height <= store.last) return (await getBlock(store, height)).validators;
  return store.last === 0 ? validatorSetOf(genesis.validators) : (await getBlock(store, store.last)).nextValidators;
}

export const blockMethods: MethodTable = {
  block: {
    params: HEIGHT,
    cacheable: 'by-height',
    run: async (context, args) => blockResult(await blockAt(context, args)),
  },
  block_by_hash: {
    params: HASH,
    cacheable: 'always',
    async run({ store }, args) {
      const stored = await store.findByHash(bytesArg(args, 'hash'));
      return stored === undefined ? { block_id: blockIdJson(NIL_BLOCK_ID), block: null } : blockResult(stored);
    },
  },
  header: {
    params: HEIGHT,
    cacheable: 'by-height',
    run: async (context, args) => ({ header: headerJson((await blockAt(context, args)).header) }),
  },
  header_by_hash: {
    params: [{ name: 'hash', kind: 'hex' }],
    cacheable: 'always',
    async run({ store }, args) {
      const stored = await store.findByHash(bytesArg(args, 'hash'));
      return { header: stored === undefined ? null : headerJson(stored.header) };
    },
  },
  block_results: {
    params: HEIGHT,
    cacheable: 'by-height',
    async run(context, args) {
      const stored = await blockAt(context, args);
      return blockResultsJson(stored.header.height, stored.results);
    },
  },
  commit: {
    params: HEIGHT,
    cacheable: 'by-height',
    async run(context, args) {
      const stored = await blockAt(context, args);
      const signed = { header: headerJson(stored.header), commit: commitJson(stored.commit) };
      return { signed_header: signed, canonical: stored.header.height < context.store.last };
    },
  },
  blockchain: {
    params: [
      { name: 'minHeight', kind: 'int' },
      { name: 'maxHeight', kind: 'int' },
    ],
    cacheable: 'always',
    async run({ store }, args) {
      const last = store.last;
      const blocks = await Promise.all(heightsOf(store.first, last, args).map((height) => getBlock(store, height)));
      const metas = blocks.map((stored) => ({
        block_id: blockIdJson(stored.blockId),
        block_size: String(stored.blockBytes.length),
        header: headerJson(stored.header),
        num_txs: String(stored.block.txs.length),
      }));
      return { last_height: String(last), block_metas: metas };
    },
  },
  block_search: {
    params: [
      { name: 'query', kind: 'text' },
      { name: 'page', kind: 'int' },
      { name: 'per_page', kind: 'int' },
      { name: 'order_by', kind: 'text' },
    ],
    async run({ store }, args) {
      const query = parseQuery(textArg(args, 'query'));
      const order = orderOf(textArg(args, 'order_by'), 'desc');
      const perPage = perPageOf(findInt(args, 'per_page'));
      const page = findInt(args, 'page');
      const offset = Math.max(0, ((page ?? 1) - 1) * perPage);
      const { total, items } = await store.searchBlocks(query, { order, offset, limit: perPage });
      requirePage(page, perPage, total);
      const blocks = await Promise.all(items.map((height) => getBlock(store, height)));
      return { blocks: blocks.map(blockResult), total_count: String(total) };
    },
  },
  validators: {
    params: [
      { name: 'height', kind: 'int' },
      { name: 'page', kind: 'int' },
      { name: 'per_page', kind: 'int' },
    ],
    cacheable: 'by-height',
    async run(context, args) {
      const { store } = context;
      const height = resolveHeight(store, store.last + 1, findInt(args, 'height'));
      const set = await validatorsAt(context, height);
      const perPage = perPageOf(findInt(args, 'per_page'));
      const page = findInt(args, 'page');
      requirePage(page, perPage, set.length);
      const offset = ((page ?? 1) - 1) * perPage;
      const shown = set.slice(offset, offset + perPage).map(validatorJson);
      const counts = { count: String(shown.length), total: String(set.length) };
      return { block_height: String(height), validators: shown, ...counts };
    },
  },
};
