/** Hashes, checkpoints and events of the Solidity libraries against the bridge vectors. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AbiParameter, Address, Hex } from 'viem';
import { concat, decodeEventLog, encodePacked, keccak256, pad, slice, toBytes, toEventSelector, toHex } from 'viem';
import { privateKeyToAddress, sign } from 'viem/accounts';
import { actions, batches, domains, events, keys, sets, setWords, types, withBigints } from './bridge-vectors.ts';
import { EvmChain } from './evm-chain.ts';
import { askHarness, DOMAIN, harnessArtifact, harnessCall, vaultAbi } from './vector-vault.ts';

const NO_AUTH = { nonce: 0n, deadline: 0n, quorum: { set: [], signers: 0n, signatures: '0x' } };
const digestOf = (structHash: Hex): Hex => keccak256(concat(['0x1901', DOMAIN.domainSeparator, structHash]));

describe('library hashes agree with the bridge vectors', () => {
  let chain: EvmChain;
  let harness: Address;
  const ask = (name: string, ...args: unknown[]) => askHarness(chain, harness, name, ...args);

  before(async () => {
    chain = await EvmChain.start([...vaultAbi]);
    harness = await chain.deploy(harnessArtifact.creationCode);
  });
  after(() => chain.stop());

  it('domain.json: domain separators of every chain, vault and hub', async () => {
    for (const domain of domains()) {
      equal(await ask('domainSeparator', BigInt(domain.chainId), domain.vault, domain.hubSalt), domain.domainSeparator);
    }
  });

  it('types.json: type hashes, tag constants and every event with its fields', async () => {
    const { eip712, events: listed, constants } = types();
    const order = ['EIP712Domain', 'WithdrawalBatch', 'ValidatorSet', 'EmergencyUnlock', 'CancelWithdrawals'];
    order.push('SetToken', 'SetAggregate', 'SetLocker', 'SetSuccessor');
    deepEqual(new Set(order), new Set(Object.keys(eip712)));
    deepEqual(
      await ask('typeHashes'),
      order.map((name) => eip712[name]?.typeHash),
    );
    for (const { type, typeHash } of Object.values(eip712)) equal(keccak256(toBytes(type)), typeHash);
    deepEqual(await ask('tags'), [constants['NaveSpoke.HotSet'], constants['NaveSpoke.ColdSet']]);

    const stream = vaultAbi.filter((item) => item.type === 'event' && item.name !== 'ItemSkipped');
    deepEqual(new Set(stream.map((item) => item.type === 'event' && item.name)), new Set(Object.keys(listed)));
    for (const item of stream) {
      if (item.type !== 'event') continue;
      const vector = listed[item.name];
      ok(vector);
      equal(toEventSelector(item), vector.topic0);
      deepEqual(
        item.inputs.map((input: AbiParameter) => [input.name, input.type]),
        vector.fields,
      );
      deepEqual(
        item.inputs.map((input: AbiParameter & { indexed?: boolean }) => input.indexed === true),
        vector.fields.map((_, i) => i < 2),
        'nonce and key are the topics',
      );
    }
  });

  it('keys.json: a quorum of all 128 keys of each kind recovers them in Solidity', async () => {
    const { hot, cold } = keys();
    for (const side of [hot, cold]) {
      for (const key of side) equal(privateKeyToAddress(key.privateKey), key.address);
      const sorted = [...side].sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1));
      const set = sorted.map((key) => concat([key.address.toLowerCase() as Hex, pad('0x01', { size: 12 })]));
      const digest = keccak256(toBytes('a digest'));
      const signatures = await Promise.all(
        sorted.map((key) => sign({ hash: digest, privateKey: key.privateKey, to: 'hex' })),
      );
      const [checkpoint] = (await ask('checkpoints', 1n, set)) as Hex[];
      const quorum = { set, signers: (1n << 128n) - 1n, signatures: concat(signatures) };
      await ask('checkQuorum', quorum, 1n, checkpoint, digest);
    }
  });

  it('sets.json: checkpoints, set rules and the least quorum of sets of 1 to 128', async () => {
    const { hot: hotKeys, cold: coldKeys } = keys();
    for (const vector of sets().sets) {
      const epoch = BigInt(vector.epoch);
      const hot = setWords(vector, hotKeys);
      const cold = setWords(vector, coldKeys);
      if (vector.hot !== undefined) deepEqual(hot, vector.hot);
      if (vector.cold !== undefined) deepEqual(cold, vector.cold);
      const [hotHash, , hotFromMemory] = (await ask('checkpoints', epoch, hot)) as Hex[];
      const [, coldHash, , coldFromMemory] = (await ask('checkpoints', epoch, cold)) as Hex[];
      deepEqual([hotHash, hotFromMemory], [vector.hotHash, vector.hotHash]);
      deepEqual([coldHash, coldFromMemory], [vector.coldHash, vector.coldHash]);

      const update = { epoch, totalPower: BigInt(vector.totalPower), hubHeight: 1n, createdAt: 1n, hot, cold };
      const rules = await chain.call(harness, harnessCall('checkSet', update, false));
      equal(rules.ok ? true : rules.error, vector.installable);
      ok((await chain.call(harness, harnessCall('checkSet', update, true))).ok, 'every one of them on a devnet');

      // power is summed before signatures are looked at: their length is the next complaint
      const bitmap = BigInt(vector.quorumBitmap);
      const withBits = (signers: bigint) =>
        harnessCall('checkQuorum', { set: hot, signers, signatures: '0x' }, epoch, vector.hotHash, pad('0x'));
      const enough = await chain.call(harness, withBits(bitmap));
      equal(enough.ok || enough.error, 'SignatureLength');
      const highest = 1n << BigInt(bitmap.toString(2).length - 1);
      const short = await chain.call(harness, withBits(bitmap ^ highest));
      equal(short.ok || short.error, 'QuorumNotReached');
    }
  });

  it('batches.json: struct hashes, digests and queue lists', async () => {
    const { batches: list, queueLists } = batches();
    for (const batch of list) {
      const structHash = await ask('batchHash', withBigints(batch.header), withBigints(batch.items));
      equal(structHash, batch.structHash);
      equal(digestOf(batch.structHash), batch.digest);
    }
    for (const queue of queueLists) equal(await ask('listHash', withBigints(queue.list)), queue.listHash);
  });

  it('actions.json: set updates and every cold action', async () => {
    const { rotations, coldActions } = actions();
    for (const rotation of rotations) {
      equal(await ask('rotationHash', withBigints(rotation.update)), rotation.structHash);
      equal(digestOf(rotation.structHash), rotation.digest);
      const hot = (await ask('checkpoints', BigInt(rotation.update.epoch), rotation.update.hot)) as Hex[];
      const cold = (await ask('checkpoints', BigInt(rotation.update.epoch), rotation.update.cold)) as Hex[];
      deepEqual([hot[0], cold[1]], [rotation.hotHash, rotation.coldHash]);
    }
    for (const action of coldActions) {
      const auth = { ...NO_AUTH, nonce: BigInt(action.nonce), deadline: BigInt(action.deadline) };
      equal(digestOf(action.structHash), action.digest);
      if (action.fields.update !== undefined) {
        equal(await ask('unlockHash', withBigints(action.fields.update), auth), action.structHash);
      } else if (action.fields.ids !== undefined) {
        equal(await ask('cancelHash', withBigints(action.fields.ids), auth), action.structHash);
      } else {
        const hashes = (await ask('actionHashes', action.kind, action.data, auth)) as unknown[];
        equal(hashes[1], BigInt((action.data?.length ?? 2) / 2 - 1), 'length of the data');
        deepEqual(hashes.slice(2), [action.structHash, action.actionHash]);
      }
    }
  });

  it('events.json: the stream emits the same logs and walks the same hash chain', async () => {
    for (const stream of events()) {
      let rolling = stream.initial;
      for (const event of stream.events) {
        const [topic0, , key] = event.topics;
        const words = Array.from({ length: (event.data.length - 2) / 64 }, (_, i) =>
          slice(event.data, i * 32, i * 32 + 32),
        );
        const call = harnessCall('append', rolling, BigInt(event.nonce) - 1n, topic0, key, words);
        const answer = await chain.call(harness, call);
        deepEqual(answer, { ok: true, data: event.rollingHash });
        const { logs } = await chain.send(harness, call);
        deepEqual(
          logs.map((log) => ({ topics: log.topics, data: log.data })),
          [{ topics: event.topics, data: event.data }],
        );
        equal(keccak256(concat([...event.topics, event.data])), event.eventHash);
        rolling = event.rollingHash;

        const { eventName, args } = decodeEventLog({ abi: vaultAbi, topics: [...event.topics], data: event.data });
        equal(eventName, event.type);
        const read = { ...args, nonce: undefined } as Record<string, unknown>;
        for (const [field, value] of Object.entries(event.fields)) equal(String(read[field]), String(value));
      }
      equal(rolling, stream.final);
    }
  });

  it('events.json: event bytes and vote hashes follow from the fields of types.json', () => {
    const { events: listed } = types();
    for (const stream of events()) {
      for (const event of stream.events) {
        const shape = listed[event.type];
        ok(shape);
        const values = shape.fields.map(([name, type]) => {
          const value = name === 'nonce' ? event.nonce : event.fields[name];
          return encodePacked([type], [/^uint/.test(type) ? BigInt(String(value)) : value]);
        });
        const bytes = concat([toHex(shape.tag, { size: 1 }), ...values]);
        equal(bytes, event.eventBytes);
        const { vote } = event;
        const numbers = concat([toHex(vote.spokeId, { size: 4 }), toHex(BigInt(vote.blockNumber), { size: 8 })]);
        const prefix = concat([toHex(toBytes('NAVE_VOTE_V1')), stream.hubSalt, numbers, vote.blockHash]);
        equal(keccak256(concat([prefix, event.rollingHash, bytes])), vote.voteHash);
      }
    }
  });
});
