/** Buckets, deployment and refusals of the compiled vault against the bridge vectors. */
import { deepEqual, equal } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Address, Hex } from 'viem';
import {
  concat,
  decodeEventLog,
  encodeAbiParameters,
  encodeFunctionData,
  getContractAddress,
  keccak256,
  pad,
  sliceHex,
  toHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { testWETHAbi } from '../../spoke-contracts/abi/test-weth.ts';
import type { BucketVector, QuorumCases } from './bridge-vectors.ts';
import { buckets, deployments, keys, negative, types, withBigints } from './bridge-vectors.ts';
import { EvmChain, SENDER } from './evm-chain.ts';
import type { TokenConfig, VaultConfig } from './vector-vault.ts';
import {
  askVault,
  DOMAIN,
  decimalsCode,
  encodeConfig,
  equalOutcome,
  harnessArtifact,
  harnessCall,
  initCode,
  keylessSet,
  placeVault,
  powerOf,
  tokenArtifact,
  vaultAbi,
  vaultCall,
  vaultConfig,
} from './vector-vault.ts';

const PAYEE: Address = '0x00000000000000000000000000000000000bea11';
const HUB_ACCOUNT = pad('0xbeef');

interface Header {
  readonly epoch: bigint;
  readonly batchNonce: bigint;
  readonly notBefore: bigint;
  readonly deadline: bigint;
}

describe('the vault keeps the limits of the bridge vectors', () => {
  let chain: EvmChain;
  before(async () => {
    chain = await EvmChain.start(vaultAbi);
  });
  after(() => chain.stop());

  // ------------------------------------------------------------------------------------------------------- buckets

  const key = keys().hot[0];
  if (key === undefined) throw new Error('keys.json is empty');
  const signer = privateKeyToAccount(key.privateKey);
  const soleSet: Hex[] = [concat([signer.address.toLowerCase() as Hex, pad('0x01', { size: 12 })])];

  /** Words of one item of a batch, in the order of the ABI. */
  type ItemWords = readonly [bigint, Address, Address, bigint, Hex];

  async function signBatch(header: Header, words: ItemWords): Promise<object> {
    const item = encodeAbiParameters(
      [{ type: 'uint64' }, { type: 'address' }, { type: 'address' }, { type: 'uint128' }, { type: 'bytes32' }],
      words,
    );
    const signatures = await signer.signTypedData({
      domain: {
        ...{ name: 'NaveSpoke', version: '1', chainId: Number(DOMAIN.chainId) },
        ...{ verifyingContract: DOMAIN.vault, salt: DOMAIN.hubSalt },
      },
      types: {
        WithdrawalBatch: [
          { name: 'epoch', type: 'uint64' },
          { name: 'batchNonce', type: 'uint64' },
          { name: 'itemsHash', type: 'bytes32' },
          { name: 'notBefore', type: 'uint64' },
          { name: 'deadline', type: 'uint64' },
        ],
      },
      primaryType: 'WithdrawalBatch',
      message: { ...header, itemsHash: keccak256(item) },
    });
    return { set: soleSet, signers: 1n, signatures };
  }

  /** Slot 11 maps a token to its words; the first is `escrow 96 | used 96 | …`. Slot 5 is the aggregate bucket,
   * `cap 64 | rate 64 | used 64 | …`, lowest first. */
  async function useInStorage(token: Address): Promise<object> {
    const slot = keccak256(concat([pad(token), toHex(11, { size: 32 })]));
    const flow = await chain.rpc<Hex>('eth_getStorageAt', DOMAIN.vault, slot, 'latest');
    const aggregate = await chain.rpc<Hex>('eth_getStorageAt', DOMAIN.vault, toHex(5, { size: 32 }), 'latest');
    return { used: BigInt(sliceHex(flow, 8, 20)), aggregateUsed: BigInt(sliceHex(aggregate, 8, 16)) };
  }

  /** A vault with the vector's limits and enough escrow for all of its steps. */
  async function listedVault(vector: BucketVector): Promise<Address> {
    const limits = withBigints<Record<keyof BucketVector['config'], bigint>>(vector.config);
    const decimals = encodeAbiParameters([{ type: 'uint8' }], [Number(limits.decimals)]);
    const token = await chain.deploy(concat([tokenArtifact.creationCode, decimals]));
    const listed: TokenConfig = {
      ...{ token, flags: 1, decimals: Number(limits.decimals), hubDecimals: 30, weight: limits.weight },
      ...{ minDeposit: 1n, depositCap: (1n << 96n) - 1n, cap: limits.cap, rate: limits.rate },
      ...{ instantMax: limits.instantMax, dispute: Number(limits.dispute), maxDelay: Number(limits.maxDelay) },
    };
    await placeVault(chain, {
      ...{ time: BigInt(vector.start), hot: soleSet, devnet: true, tokens: [listed] },
      ...{ aggregateCap: BigInt(vector.aggregateCap), aggregateRate: BigInt(vector.aggregateRate) },
    });
    const total = vector.steps.reduce((sum, step) => sum + BigInt(step.amount), 0n);
    const mint = encodeFunctionData({ abi: testWETHAbi, functionName: 'mint', args: [SENDER, total] });
    const approve = encodeFunctionData({ abi: testWETHAbi, functionName: 'approve', args: [DOMAIN.vault, total] });
    const time = BigInt(vector.start);
    await chain.send(token, mint, time);
    await chain.send(token, approve, time);
    await chain.send(DOMAIN.vault, vaultCall('deposit', token, HUB_ACCOUNT, total), time);
    return token;
  }

  async function takeStep(token: Address, id: bigint, step: BucketVector['steps'][number]): Promise<void> {
    const time = BigInt(step.time);
    const header = { epoch: 7n, batchNonce: id, notBefore: time, deadline: time + 60n };
    const words: ItemWords = [id, token, PAYEE, BigInt(step.amount), pad('0x')];
    const item = { id, token, to: PAYEE, amount: words[3], hubRef: words[4] };
    const call = vaultCall('submitWithdrawals', header, [item], await signBatch(header, words));
    const { logs } = await chain.send(DOMAIN.vault, call, time);
    const log = logs.at(-1);
    const event = decodeEventLog({ abi: vaultAbi, topics: (log?.topics ?? []) as [Hex], data: log?.data ?? '0x' });
    equal(event.eventName, step.readyAt === null ? 'WithdrawalExecuted' : 'WithdrawalQueued');
    if (event.eventName === 'WithdrawalQueued') equal(String(event.args?.readyAt), step.readyAt);
    const expected = { used: BigInt(step.usedAfter), aggregateUsed: BigInt(step.aggregateUsedAfter) };
    deepEqual(await useInStorage(token), expected);
    const [available] = (await askVault(chain, 'capacity', token)) as bigint[];
    equal(String(available), step.available);
  }

  it('buckets.json: the use after every withdrawal and when it may be paid', async () => {
    for (const vector of buckets()) {
      await chain.isolated(async () => {
        const token = await listedVault(vector);
        for (const [i, step] of vector.steps.entries()) await takeStep(token, BigInt(i + 1), step);
      });
    }
  });

  // -------------------------------------------------------------------------------------------------------- deploy

  it('deploy.json: configurations, salts and factory addresses, and the real vault goes where they say', async () => {
    const tag = types().constants['NaveSpoke.v1'] as Hex;
    for (const vector of deployments()) {
      const config = withBigints<VaultConfig>(vector.config);
      equal(encodeConfig(config), vector.encodedConfig);
      const theirs = concat([vector.creationCode, vector.encodedConfig]);
      equal(keccak256(theirs), vector.initCodeHash);
      const numbers = [toHex(BigInt(vector.chainId), { size: 32 }), toHex(vector.instance, { size: 32 })];
      const salt = keccak256(concat([tag, config.hubSalt, ...numbers]));
      equal(salt, vector.salt);
      const opcode = 'CREATE2';
      equal(getContractAddress({ opcode, from: vector.factory, salt, bytecode: theirs }), vector.address);

      await chain.isolated(async () => {
        for (const token of config.tokens) {
          await chain.rpc('anvil_setCode', token.token, decimalsCode(token.decimals));
        }
        const ours = initCode(config);
        const address = getContractAddress({ opcode, from: vector.factory, salt, bytecode: ours });
        await chain.send(vector.factory, concat([salt, ours]), config.initialSet.createdAt);
        const answer = await chain.call(address, vaultCall('epoch'));
        deepEqual(answer, { ok: true, data: toHex(config.initialSet.epoch, { size: 32 }) });
      });
    }
  });

  // ------------------------------------------------------------------------------------------------------ negative

  it('negative.json: quorums over one digest, accepted or refused with the named error', async () => {
    const { checkpoint, header, items, quorum } = negative();
    const valid = quorum.find((one) => one.name === 'valid');
    await chain.isolated(async () => {
      await placeVault(chain, { time: BigInt(header.notBefore), hot: valid?.set ?? [] });
      equal(((await askVault(chain, 'currentSet')) as { hotHash: Hex }).hotHash, checkpoint);
      for (const one of quorum) {
        const call = vaultCall('submitWithdrawals', header, items, one);
        equalOutcome(await chain.call(DOMAIN.vault, call), one, one.name);
      }
    });
  });

  async function tryCases(cases: QuorumCases): Promise<void> {
    const { header, items } = negative();
    await chain.isolated(async () => {
      await placeVault(chain, { time: BigInt(header.notBefore), hot: keylessSet([1n], 'hot'), devnet: true });
      // the sum of one of these sets passes 2^96: it could never be installed, so its checkpoint is put in place
      await chain.rpc('anvil_setStorageAt', DOMAIN.vault, toHex(2, { size: 32 }), cases.checkpoint);
      equal(((await askVault(chain, 'currentSet')) as { hotHash: Hex }).hotHash, cases.checkpoint);
      for (const one of cases.cases) {
        const call = vaultCall('submitWithdrawals', header, items, { set: cases.set, ...one });
        equalOutcome(await chain.call(DOMAIN.vault, call), one, `signers ${one.signers}`);
      }
    });
  }

  it('negative.json: exactly two thirds is refused', () => tryCases(negative().sixEqual));
  it('negative.json: powers near 2^96 are summed right', () => tryCases(negative().nearTwoTo96));

  it('negative.json: set updates, by the library and by the constructor', async () => {
    const harness = await chain.deploy(harnessArtifact.creationCode);
    const time = 1_800_000_000n;
    await chain.isolated(async () => {
      await chain.setTime(time);
      for (const one of negative().sets) {
        const { devnet, hot, cold } = one;
        const config = vaultConfig({ time, hot, cold, devnet });
        const initialSet = { ...config.initialSet, totalPower: BigInt(one.totalPower) };
        equalOutcome(await chain.call(harness, harnessCall('checkSet', initialSet, devnet)), one, one.name);
        equalOutcome(await chain.call(undefined, initCode({ ...config, initialSet })), one, one.name);
      }
    });
  });

  it('negative.json: header windows at their edges', async () => {
    const powers = [1n, 1n, 1n, 1n];
    const hot = keylessSet(powers, 'hot');
    equal(powerOf(hot[0] as Hex), 1n);
    for (const { name, notBefore, deadline, now, error } of negative().windows) {
      await chain.isolated(async () => {
        await placeVault(chain, { time: BigInt(now), hot });
        const header = { epoch: 7n, batchNonce: 1n, notBefore, deadline };
        const item = { id: 1n, token: PAYEE, to: PAYEE, amount: 1n, hubRef: pad('0x') };
        const call = vaultCall('submitWithdrawals', header, [item], { set: hot, signers: 0n, signatures: '0x' });
        // a good window goes on to the quorum, which nobody signed
        equalOutcome(await chain.call(DOMAIN.vault, call), { error: error ?? 'QuorumNotReached' }, name);
      });
    }
  });
});
