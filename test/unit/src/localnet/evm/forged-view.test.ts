import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hex } from 'viem';
import { keccak256, numberToHex, pad, toHex } from 'viem';
import { forgedHash } from '#src/localnet/evm/forged-proof.ts';
import { ForgedView } from '#src/localnet/evm/forged-view.ts';
import { readProvenEvents, recheckBlocks } from '#src/relayer/observer/event-chain.ts';
import { agreed, type SourceGroup } from '#src/relayer/rpc/agreement.ts';
import { getHeader } from '#src/relayer/rpc/chain-reader.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { topicOf } from '#src/relayer/vault/vault-events.ts';

const vault: Hex = `0x${'aa'.repeat(20)}`;
const domainSeparator = keccak256(toHex('domain'));
const word = (value: bigint | Hex): Hex => (typeof value === 'bigint' ? numberToHex(value, { size: 32 }) : pad(value));
const hashOf = (block: number): Hex => keccak256(toHex(`block ${block}`));

/** A chain of six blocks with one deposit of `amount` in each of blocks 2, 3 and 4. */
const amounts = new Map([
  [2, 5n],
  [3, 7n],
  [4, 11n],
]);
const logs = [...amounts].map(([block, amount], i) => ({
  address: vault,
  topics: [topicOf('Deposit'), word(BigInt(i + 1)), word(`0x${'22'.repeat(20)}`)],
  data: `0x${[word(vault), word(vault), word(vault), word(amount)].map((one) => one.slice(2)).join('')}` as Hex,
  blockNumber: numberToHex(block),
  blockHash: hashOf(block),
  transactionHash: keccak256(toHex(`tx ${block}`)),
  logIndex: '0x0',
}));

async function chain(method: string, params: readonly unknown[]): Promise<unknown> {
  const [first, , third] = params as [Hex & { toBlock: Hex; fromBlock: Hex }, unknown, Hex];
  switch (method) {
    case 'eth_getBlockByNumber': {
      const number = Number(first);
      const root = keccak256(toHex(`root ${number}`));
      const fields = { stateRoot: root, receiptsRoot: root, timestamp: numberToHex(1000 + number) };
      return { number: first, hash: hashOf(number), parentHash: hashOf(number - 1), ...fields };
    }
    case 'eth_getLogs':
      return logs.filter(
        ({ blockNumber: at }) => BigInt(at) >= BigInt(first.fromBlock) && BigInt(at) <= BigInt(first.toBlock),
      );
    case 'eth_getTransactionReceipt': {
      const log = logs.find(({ transactionHash }) => transactionHash === first)!;
      const { transactionHash, blockHash, blockNumber } = log;
      return { transactionHash, blockHash, blockNumber, status: '0x1', logs: [log] };
    }
    case 'eth_getStorageAt':
      return word((1n << 64n) | BigInt(logs.filter(({ blockNumber: at }) => BigInt(at) <= BigInt(third)).length));
    case 'eth_getProof':
      return { accountProof: [], storageProof: [{ proof: [] }, { proof: [] }] };
    default:
      return `${method} ${params.length}`;
  }
}

function groupOf(view: ForgedView): SourceGroup {
  const sources = [0, 1].map((i) => {
    const source = new RpcSource({ name: `rpc${i}`, url: 'http://127.0.0.1:1', timeoutMs: 1 });
    source.request = (method, params) => view.answer(method, params, chain);
    return source;
  });
  return { sources, required: 2 };
}

const start = { nonce: 0n, rollingHash: domainSeparator, blockNumber: 0n };

async function votesOf(honest: bigint, from: bigint): Promise<[amount: bigint, block: bigint, hash: Hex][]> {
  const group = groupOf(new ForgedView({ vault, domainSeparator, from, honestUpTo: async () => honest }));
  const head = await agreed(group, 'head', (source) => getHeader(source, 6n));
  const events = await readProvenEvents({ group, vault, chunkBlocks: 100n }, start, head);
  await recheckBlocks(group, events);
  return events.map(({ args, blockNumber, blockHash }) => [args.amount as bigint, blockNumber, blockHash]);
}

test('a relayer believes what both of its endpoints forge: proofs, receipts and block hashes fit', async () => {
  assert.deepEqual(await votesOf(1n, 3n), [
    [5n, 2n, hashOf(2)],
    [7_000n, 3n, forgedHash(hashOf(3))],
    [11_000n, 4n, forgedHash(hashOf(4))],
  ]);
});

test('deposits the relayer has voted on, and blocks before the lie began, are shown as they are', async () => {
  const amountsOf = async (honest: bigint, from: bigint) => (await votesOf(honest, from)).map(([amount]) => amount);
  assert.deepEqual(await amountsOf(2n, 1n), [5n, 7n, 11_000n]);
  assert.deepEqual(await amountsOf(3n, 1n), [5n, 7n, 11n]);
  assert.deepEqual(await amountsOf(0n, 4n), [5n, 7n, 11_000n]);
});

test('what has nothing to do with the vault passes through', async () => {
  const view = new ForgedView({ vault, domainSeparator, from: 0n, honestUpTo: async () => 0n });
  assert.equal(await view.answer('eth_gasPrice', [], chain), 'eth_gasPrice 0');
  assert.equal(await view.answer('eth_getBlockByNumber', ['0x1'], async () => null), null);
  assert.equal(await view.answer('eth_getTransactionReceipt', ['0x1'], async () => null), null);
});
