import { createHash } from 'node:crypto';
import type { CheckTxResult } from '#chain/app-types.ts';
import { merkleProof } from '#chain/lib/merkle.ts';
import { blockCrypto, sha256 } from '#src/engine/block/digest.ts';
import { base64, txResultJson, upperHex } from '#src/engine/block/json.ts';
import { parseQuery } from '#src/engine/query/parse.ts';
import type { TxPosition } from '#src/engine/store/block-index.ts';
import type { StoredBlock } from '#src/engine/store/block-record.ts';
import type { SubmitResult } from '#src/mempool/submit-result.ts';
import { getBlock, orderOf, perPageOf, requirePage } from '../heights.ts';
import { boolArg, bytesArg, findInt, textArg } from '../params.ts';
import type { MethodContext, MethodTable } from '../rpc-context.ts';

const TX = [{ name: 'tx', kind: 'bytes' }] as const;
const COMMIT_TIMEOUT_MS = 10_000;

function proofJson(stored: StoredBlock, index: number) {
  const { txs } = stored.block;
  const proof = merkleProof(txs.map(sha256), index, blockCrypto);
  return {
    root_hash: upperHex(stored.header.dataHash),
    data: base64(txs[index]!),
    proof: {
      total: String(proof.total),
      index: String(proof.index),
      leaf_hash: base64(proof.leafHash),
      aunts: proof.aunts.map(base64),
    },
  };
}

async function txJson({ store }: MethodContext, { height, index }: TxPosition, prove: boolean) {
  const stored = await getBlock(store, height);
  const tx = stored.block.txs[index]!;
  return {
    hash: upperHex(sha256(tx)),
    height: String(height),
    index,
    tx_result: txResultJson(stored.results.txResults[index]!),
    tx: base64(tx),
    ...(prove && { proof: proofJson(stored, index) }),
  };
}

const checkTxJson = (check: Omit<CheckTxResult, 'facts'>) => ({
  code: check.code,
  data: null,
  log: check.log,
  info: '',
  gas_wanted: String(check.gasWanted),
  gas_used: String(check.gasUsed),
  events: [],
  codespace: check.codespace,
});

const NO_RESULT = { code: 0, data: null, log: '', info: '', gas_wanted: '0', gas_used: '0', events: [], codespace: '' };

const hashOf = (tx: Uint8Array): string => createHash('sha256').update(tx).digest('hex');

function requireNew(result: SubmitResult): SubmitResult {
  if (result.duplicate !== undefined) throw new Error('tx already exists in cache');
  return result;
}

export const txMethods: MethodTable = {
  tx: {
    params: [
      { name: 'hash', kind: 'bytes' },
      { name: 'prove', kind: 'bool' },
    ],
    cacheable: 'always',
    async run(context, args) {
      const hash = bytesArg(args, 'hash');
      const position = await context.store.findTx(hash);
      if (position === undefined) throw new Error(`tx (${upperHex(hash)}) not found`);
      return txJson(context, position, boolArg(args, 'prove'));
    },
  },
  tx_search: {
    params: [
      { name: 'query', kind: 'text' },
      { name: 'prove', kind: 'bool' },
      { name: 'page', kind: 'int' },
      { name: 'per_page', kind: 'int' },
      { name: 'order_by', kind: 'text' },
    ],
    async run(context, args) {
      const query = parseQuery(textArg(args, 'query'));
      const order = orderOf(textArg(args, 'order_by'), 'asc');
      const perPage = perPageOf(findInt(args, 'per_page'));
      const page = findInt(args, 'page');
      const offset = Math.max(0, ((page ?? 1) - 1) * perPage);
      const { total, items } = await context.store.searchTxs(query, { order, offset, limit: perPage });
      requirePage(page, perPage, total);
      const prove = boolArg(args, 'prove');
      const txs = [];
      for (const position of items) txs.push(await txJson(context, position, prove));
      return { txs, total_count: String(total) };
    },
  },
  check_tx: {
    params: TX,
    async run({ app, engine }, args) {
      await engine.settled();
      return checkTxJson(app.checkTx(bytesArg(args, 'tx')));
    },
  },
  broadcast_tx_async: {
    params: TX,
    run({ mempool }, args) {
      const tx = bytesArg(args, 'tx');
      const hash = hashOf(tx);
      if (mempool.has(hash)) throw new Error('tx already exists in cache');
      void mempool.submit(tx);
      return { code: 0, data: '', log: '', codespace: '', hash: hash.toUpperCase() };
    },
  },
  broadcast_tx_sync: {
    params: TX,
    async run({ mempool }, args) {
      const { code, log, codespace, hash } = requireNew(await mempool.submit(bytesArg(args, 'tx')));
      return { code, data: '', log, codespace, hash: hash.toUpperCase() };
    },
  },
  broadcast_tx_commit: {
    params: TX,
    async run({ mempool, commits }, args) {
      const tx = bytesArg(args, 'tx');
      const hash = hashOf(tx);
      const watch = commits.watch(hash, COMMIT_TIMEOUT_MS);
      try {
        const check = requireNew(await mempool.submit(tx));
        const answer = { check_tx: checkTxJson(check), hash: hash.toUpperCase() };
        if (check.code !== 0) return { ...answer, tx_result: NO_RESULT, height: '0' };
        const committed = await watch.committed;
        if (committed === undefined) throw new Error('timed out waiting for tx to be included in a block');
        return { ...answer, tx_result: txResultJson(committed.result), height: String(committed.height) };
      } finally {
        watch.cancel();
      }
    },
  },
  unconfirmed_txs: {
    params: [{ name: 'limit', kind: 'int' }],
    run({ mempool }, args) {
      const txs = mempool.list(perPageOf(findInt(args, 'limit')));
      const counts = { n_txs: String(txs.length), total: String(mempool.size), total_bytes: String(mempool.bytes) };
      return { ...counts, txs: txs.map(base64) };
    },
  },
  num_unconfirmed_txs: {
    params: [],
    run: ({ mempool }) => ({
      n_txs: String(mempool.size),
      total: String(mempool.size),
      total_bytes: String(mempool.bytes),
      txs: null,
    }),
  },
};
