import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hex } from 'viem';
import { keccak256, toRlp } from 'viem';
import {
  AnswerError,
  parseHeader,
  parseLogs,
  parseProof,
  parseQuantity,
  parseReceipt,
} from '#src/relayer/rpc/parse-answer.ts';
import { classifyRpcError } from '#src/relayer/rpc/rpc-error.ts';
import { ProofError, provenValue } from '#src/relayer/rpc/trie-proof.ts';
import { proveStream } from '#src/relayer/rpc/vault-proof.ts';

const VAULT = '0x00000000000000000000000000000000000000aa';
const hash = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`;
const log = (over: object = {}) => ({
  address: VAULT,
  blockNumber: '0x5',
  blockHash: hash(5),
  transactionHash: hash(6),
  logIndex: '0x0',
  topics: [hash(1)],
  data: '0x',
  removed: false,
  ...over,
});

test('a log answer keeps to its contract, range and order', () => {
  equal(parseLogs([log(), log({ logIndex: '0x1' })], VAULT, 5n, 5n).length, 2);
  for (const bad of [
    { address: '0x00000000000000000000000000000000000000ab' },
    { blockNumber: '0x6' },
    { removed: true },
    { blockHash: '0x01' },
    { topics: [hash(1), '0x1'] },
    { data: '0x1' },
    { data: null },
  ]) {
    throws(() => parseLogs([log(bad)], VAULT, 5n, 5n), AnswerError, JSON.stringify(bad));
  }
  throws(() => parseLogs([log(), log()], VAULT, 5n, 5n), /out of order/);
});

test('an absent block or receipt is undefined, a crippled one is refused', () => {
  equal(parseHeader(null), undefined);
  equal(parseReceipt(null, VAULT), undefined);
  throws(() => parseHeader({ number: '0x1' }), AnswerError);
  throws(() => parseReceipt({ transactionHash: hash(1), status: '0x2', logs: [] }, VAULT), AnswerError);
  throws(() => parseQuantity('0x', 'x'), AnswerError);
  throws(() => parseQuantity(5, 'x'), AnswerError);
});

test('no JSON value makes a parser throw anything but AnswerError', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const parse of [
        parseHeader,
        (one: unknown) => parseReceipt(one, VAULT),
        (one: unknown) => parseProof(one, 2),
      ]) {
        try {
          parse(value);
        } catch (error) {
          ok(error instanceof AnswerError, String(error));
        }
      }
    }),
    { seed: 71 },
  );
});

test('errors of nodes are classed by code and text', () => {
  equal(classifyRpcError(3, 'execution reverted'), 'revert');
  equal(classifyRpcError(-32_005, 'daily request count exceeded, request rate limited'), 'rate_limited');
  equal(classifyRpcError(-32_005, 'query returned more than 10000 results'), 'range');
  equal(classifyRpcError(-32_000, 'block range is too wide'), 'range');
  equal(classifyRpcError(-32_601, 'method not found'), 'refused');
});

test('a leaf proves its value, another key its absence, and altered nodes nothing', () => {
  const key = keccak256('0x01');
  const leaf = toRlp([`0x20${key.slice(2)}`, '0x2a']);
  const root = keccak256(leaf);
  equal(provenValue(root, key, [leaf]), '0x2a');
  equal(provenValue(root, keccak256('0x02'), [leaf]), undefined);
  throws(() => provenValue(root, key, []), ProofError);
  throws(() => provenValue(root, key, [leaf, leaf]), ProofError);
  throws(() => provenValue(hash(1), key, [leaf]), ProofError);
});

test('no bytes as proof nodes give anything but ProofError', () => {
  const bytes = fc.uint8Array({ maxLength: 80 }).map((one): Hex => `0x${Buffer.from(one).toString('hex')}`);
  fc.assert(
    fc.property(bytes, (node) => {
      // the root fits, so the node itself is read
      try {
        provenValue(keccak256(node), keccak256('0x01'), [node]);
      } catch (error) {
        ok(error instanceof ProofError, String(error));
      }
    }),
    { seed: 72, numRuns: 500 },
  );
  throws(() => proveStream(hash(1), VAULT, { accountProof: [], storageProofs: [[], []] }), ProofError);
  deepEqual(parseProof({ accountProof: [], storageProof: [{ proof: [] }] }, 1).storageProofs, [[]]);
});
