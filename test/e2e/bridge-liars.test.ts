/** Relayers that lie, and messages that are forged, altered or replayed (spec: bridge §5), on real chains and a real hub. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  bytesToHex,
  concat,
  decodeFunctionData,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  hexToBytes,
  toFunctionSelector,
  toHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { MsgAttest } from '#proto/generated/nave.bridge.v1.ts';
import { Msg, Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { outgoing } from '#src/client/build-tx.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import { batchTypedData } from '#src/relayer/vault/typed-data.ts';
import { BridgeNet, type Daemon, DEPOSITOR, FEE } from '#test/support/bridge-net.ts';
import { until } from '#test/support/e2e-cli.ts';
import { exaggerated, startLiar } from '#test/support/lying-relayer.ts';
import { TestKey } from '#test/support/signing.ts';
import { minedReceipt } from '#test/support/vault-chain.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';

const PAYEE = '0x00000000000000000000000000000000000bea12';
const alice = new TestKey('liars alice');
const bob = new TestKey('liars bob');
const carol = new TestKey('liars carol');
let net: BridgeNet;
let relayers: readonly Daemon[];

before(async () => {
  net = await BridgeNet.start();
  relayers = await Promise.all([0, 1, 2].map((i) => net.startRelayer(i)));
});
after(() => net.stop());

const voter = async (validator: number, spoke = 1) => {
  const relayer = net.validators[validator]!.relayer.text;
  return hubQuery(net.rpc, Query.voter, { spoke, relayer });
};

it('one relayer of four that lies changes nothing', { timeout: 90_000 }, async () => {
  const liar = await startLiar(net, 3, [1]);
  await net.deposit(1, alice, 80_000_000n);
  await net.deposit(2, bob, 50_000_000n);
  await net.finalize();
  await net.credited(alice, 60_000);
  await net.credited(bob, 60_000);
  await until('the lie to be outvoted', async () => (await voter(3)).outvoted > 0, 60_000);
  await net.withdraw(alice, 1, PAYEE, 20_000_000n);
  await until('payout', async () => (await net.tokens(1, PAYEE)) === 20_000_000n - FEE, 60_000);
  await net.settled();
  equal((await net.spoke(1)).state, SpokeState.ACTIVE);
  await net.requireConserved();
  await liar.stop();
});

it('a forged, altered or replayed message moves nothing', { timeout: 90_000 }, async () => {
  const { anvil, vault } = net.chain(1);
  const facts = async () => {
    const { eventNonce, rollingHash, state, epoch, nextWithdrawalId, routes } = await net.spoke(1);
    const money = routes.map(({ escrow, committed }) => ({ escrow, committed }));
    return { eventNonce, rollingHash, state, epoch, nextWithdrawalId, money };
  };
  const before = await facts();
  const refuses = async (key: TestKey, message: Partial<MsgAttest>, code: number): Promise<void> => {
    const client = await net.client(key);
    const whole = { relayer: key.text, spoke: 1, votes: [], finalizedAt: 1, gasPrice: '', ...message };
    await rejects(client.send([outgoing(Msg.attest.request, whole)]), (error: { code: number }) => {
      equal(error.code, code);
      return true;
    });
  };
  const { relayer } = net.validators[0]!;
  const { lastNonce } = await voter(0);
  const vote = (nonce: number) => {
    const head = nonce.toString(16).padStart(16, '0');
    const honest = {
      event: `0x01${head}${'00'.repeat(92)}${'00'.repeat(15)}05` as Hex,
      rollingHash: `0x${'11'.repeat(32)}` as Hex,
      blockNumber: 9n,
      blockHash: `0x${'22'.repeat(32)}` as Hex,
    };
    const { event, rollingHash, blockNumber, blockHash } = exaggerated(honest);
    return {
      event: hexToBytes(event),
      rollingHash: hexToBytes(rollingHash),
      blockNumber: Number(blockNumber),
      blockHash: hexToBytes(blockHash),
    };
  };
  // somebody without a relayer key; a nonce voted on already, altered; a nonce ahead; another's name
  await refuses(alice, { votes: [vote(lastNonce + 1)] }, 6012);
  await refuses(relayer, { votes: [vote(lastNonce)] }, 6011);
  await refuses(relayer, { votes: [vote(lastNonce + 2)] }, 6010);
  await refuses(alice, { relayer: relayer.text, votes: [vote(lastNonce + 1)] }, 1003);
  // the batch that paid, replayed on its vault, altered, and on the other vault
  const logs = (await anvil.request('eth_getLogs', { address: vault, fromBlock: '0x0' })) as { transactionHash: Hex }[];
  const calls = await Promise.all(
    logs.map(({ transactionHash }) => anvil.request('eth_getTransactionByHash', transactionHash)),
  );
  const selector = toFunctionSelector(getAbiItem({ abi: spokeVaultAbi, name: 'submitWithdrawals' }));
  const { input } = (calls as { input: Hex }[]).findLast((call) => call.input.startsWith(selector))!;
  const paid = await net.tokens(1, PAYEE);
  const send = async (spoke: number, data: Hex): Promise<Hex> => {
    const { anvil: at, vault: to } = net.chain(spoke);
    const hash = await at.request('eth_sendTransaction', { from: DEPOSITOR.address, to, data, gas: '0xe4e1c0' });
    return (await minedReceipt(at, hash)).status;
  };
  equal(await send(1, input), '0x1', 'a used id is passed over');
  equal(await send(2, input), '0x0', 'another vault');
  const { functionName, args } = decodeFunctionData({ abi: spokeVaultAbi, data: input });
  if (functionName !== 'submitWithdrawals') throw new Error(functionName);
  const [header, items, quorum] = args;
  const altered = encodeFunctionData({
    abi: spokeVaultAbi,
    functionName: 'submitWithdrawals',
    args: [header, items.map((item) => ({ ...item, id: item.id + 1n, to: DEPOSITOR.address })), quorum],
  });
  equal(await send(1, altered), '0x0', 'altered items');
  equal(await net.tokens(1, PAYEE), paid);
  await net.finalize();
  deepEqual(await facts(), before);
  await net.requireConserved();
});

it('two relayers of four that lie isolate that spoke, and only that', { timeout: 90_000 }, async () => {
  equal((await relayers[2]!.end('SIGTERM')).code, 0);
  const liars = [await startLiar(net, 2, [1]), await startLiar(net, 3, [1])];
  await net.deposit(1, carol, 30_000_000n);
  await net.finalize();
  await until('isolation', async () => (await net.spoke(1)).state === SpokeState.ISOLATED, 60_000);
  equal(await net.balance(carol), 0n, 'neither the truth nor the lie is credited');
  match((await net.spoke(1)).reason, /./);
  // the other spoke goes on, with the same keys
  const honest = await net.startRelayer(2, { spokes: [2] });
  await liars[0]!.stop();
  await net.deposit(2, bob, 7_000_000n);
  await net.finalize();
  await net.credited(bob, 60_000);
  await net.withdraw(bob, 2, PAYEE, 5_000_000n);
  await until('payout', async () => (await net.tokens(2, PAYEE)) === 5_000_000n - FEE, 60_000);
  await net.settled([2]);
  ok((await net.spoke(2)).state === SpokeState.ACTIVE);
  await liars[1]!.stop();
  await honest.end('SIGTERM');
  net.forget(carol, 1);
  await net.requireConserved();
});

it('a payout that a stolen quorum signed is locked by the watchtower, and its spoke isolated', {
  timeout: 90_000,
}, async () => {
  const { anvil, vault, token } = net.chain(2);
  const { hubSalt, totalPower, hot } = await hubQuery(net.rpc, Query.nextSet, { devnet: true });
  const { timestamp } = (await anvil.request('eth_getBlockByNumber', 'latest', false)) as { timestamp: Hex };
  const header = { epoch: 1n, batchNonce: 999n, notBefore: BigInt(timestamp) - 5n, deadline: BigInt(timestamp) + 600n };
  const to = '0x00000000000000000000000000000000000bad00';
  const item = { id: 777n, token, to, amount: 1_000_000n, hubRef: toHex(7, { size: 32 }) } as const;
  const domain = { chainId: 31_338n, vault, hubSalt: bytesToHex(hubSalt) };
  const typed = batchTypedData(domain, { ...header, items: [item] });
  const set = hot.map((word) => bytesToHex(word));
  const accounts = net.validators.map(({ hot: key }) => privateKeyToAccount(bytesToHex(key.secret)));
  const thieves = set.map((word) => accounts.find(({ address }) => word.startsWith(address.toLowerCase()))!);
  const signatures = await Promise.all(thieves.slice(0, 3).map((thief) => thief.signTypedData(typed as never)));
  equal(totalPower, '40');
  const data = encodeFunctionData({
    abi: spokeVaultAbi,
    functionName: 'submitWithdrawals',
    args: [header, [item], { set, signers: 0b111n, signatures: concat(signatures) }],
  });
  const hash = await anvil.request('eth_sendTransaction', {
    from: DEPOSITOR.address,
    to: vault,
    data,
    gas: '0xe4e1c0',
  });
  equal((await minedReceipt(anvil, hash)).status, '0x1');
  equal(await net.tokens(2, to), 1_000_000n, 'the keys were stolen: this one is gone');
  const lock = () => readVault<{ hardScope: number }>(anvil.rpc, vault, 'lockState');
  await until('the lock', async () => ((await lock()).hardScope & 1) === 1, 60_000);
  match(relayers[0]!.output, /outflow 777 in 0x\w+ is not of the hub; locking/);
  const again = encodeFunctionData({
    abi: spokeVaultAbi,
    functionName: 'submitWithdrawals',
    args: [header, [{ ...item, id: 778n }], { set, signers: 0b111n, signatures: concat(signatures) }],
  });
  await rejects(anvil.request('eth_call', { from: DEPOSITOR.address, to: vault, data: again }, 'latest'), /0x|revert/);
  const third = await net.startRelayer(2, { spokes: [2] });
  await net.finalize();
  await until('isolation', async () => (await net.spoke(2)).state === SpokeState.ISOLATED, 60_000);
  equal((await third.end('SIGTERM')).code, 0);
});
