import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stringToPath } from '@cosmjs/crypto';
import { DirectEthSecp256k1HdWallet, DirectSecp256k1HdWallet, type OfflineDirectSigner } from '@cosmjs/proto-signing';
import { assertIsDeliverTxSuccess, SigningStargateClient, StargateClient } from '@cosmjs/stargate';
import { connectComet } from '@cosmjs/tendermint-rpc';
import { findCometbft, startLightClient } from '#test/support/light-client.ts';
import { makeHome, startNode } from '#test/support/real-node.ts';

/** CosmJS, unchanged, against the whole node with the solo engine. */
const mnemonic = 'test test test test test test test test test test test junk';
const chainId = 'nave-local-e2e';
const fee = { amount: [], gas: '200000' };
const home = mkdtempSync(join(tmpdir(), 'nave-'));
let running: Awaited<ReturnType<typeof startNode>>;
let cosmos: { wallet: OfflineDirectSigner; address: string };
let ethereum: { wallet: OfflineDirectSigner; address: string };

before(async () => {
  const wallets = [
    await DirectSecp256k1HdWallet.fromMnemonic(mnemonic, { prefix: 'nave' }),
    await DirectEthSecp256k1HdWallet.fromMnemonic(mnemonic, {
      prefix: 'nave',
      hdPaths: [stringToPath("m/44'/60'/0'/0/0")],
    }),
  ] as const;
  const [cosmosAccount] = await wallets[0].getAccounts();
  const [ethereumAccount] = await wallets[1].getAccounts();
  cosmos = { wallet: wallets[0], address: cosmosAccount!.address };
  ethereum = { wallet: wallets[1], address: ethereumAccount!.address };
  makeHome(home, chainId, { [cosmos.address]: 1000n, [ethereum.address]: 1000n });
  running = await startNode(home);
});

after(async () => {
  await running.node.stop();
  rmSync(home, { recursive: true, force: true });
});

const rpc = (): string => running.node.addresses.rpc;

test('CosmJS recognises the node as CometBFT 0.38 and reads chain, height and accounts', async () => {
  const comet = await connectComet(rpc());
  assert.equal(comet.constructor.name, 'Comet38Client');
  comet.disconnect();
  const client = await StargateClient.connect(rpc());
  assert.equal(await client.getChainId(), chainId);
  assert.ok((await client.getHeight()) > 0);
  const account = await client.getAccount(cosmos.address);
  assert.equal(account!.sequence, 0);
  assert.equal(account!.pubkey, null);
  assert.equal(await client.getAccount('nave1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq8evrs8'), null);
  assert.deepEqual(await client.getBalance(cosmos.address, 'uusdc'), { denom: 'uusdc', amount: '1000000000' });
  assert.deepEqual(await client.getAllBalances(cosmos.address), [{ denom: 'uusdc', amount: '1000000000' }]);
});

test('sendTokens, simulate, getTx and searchTx work with both key kinds', async () => {
  const client = await StargateClient.connect(rpc());
  const amount = [{ denom: 'uusdc', amount: '2500000' }];
  for (const [from, to] of [
    [cosmos, ethereum],
    [ethereum, cosmos],
  ] as const) {
    const signing = await SigningStargateClient.connectWithSigner(rpc(), from.wallet, {
      broadcastPollIntervalMs: 50,
    });
    const value = { fromAddress: from.address, toAddress: to.address, amount };
    const message = { typeUrl: '/cosmos.bank.v1beta1.MsgSend', value };
    assert.ok((await signing.simulate(from.address, [message], '')) > 0);
    const before = BigInt((await client.getBalance(to.address, 'uusdc')).amount);
    const sent = await signing.sendTokens(from.address, to.address, amount, fee);
    assertIsDeliverTxSuccess(sent);
    assert.equal(BigInt((await client.getBalance(to.address, 'uusdc')).amount), before + 2_500_000n);
    const found = await client.getTx(sent.transactionHash);
    assert.equal(found!.height, sent.height);
    assert.equal(found!.code, 0);
    const again = await signing.signAndBroadcast(from.address, [message], fee, 'second');
    assertIsDeliverTxSuccess(again);
    const bySender = await client.searchTx([{ key: 'message.sender', value: from.address }]);
    assert.deepEqual(
      bySender.map(({ hash }) => hash),
      [sent.transactionHash, again.transactionHash],
    );
    const byHeight = await client.searchTx(`tx.height=${sent.height}`);
    assert.ok(byHeight.some(({ hash }) => hash === sent.transactionHash));
    const account = await client.getAccount(from.address);
    assert.equal(account!.sequence, 2);
    assert.notEqual(account!.pubkey, null);
    signing.disconnect();
  }
});

test('a tx that fails says why in words', async () => {
  const signing = await SigningStargateClient.connectWithSigner(rpc(), cosmos.wallet, { broadcastPollIntervalMs: 50 });
  const amount = [{ denom: 'uusdc', amount: '999000000000' }];
  const failed = await signing.sendTokens(cosmos.address, ethereum.address, amount, fee);
  assert.notEqual(failed.code, 0);
  assert.notEqual(failed.rawLog, '');
  signing.disconnect();
});

test('a restart keeps balances, searches and the chain', async () => {
  const client = await StargateClient.connect(rpc());
  const balance = await client.getBalance(cosmos.address, 'uusdc');
  const before = await client.searchTx([{ key: 'message.sender', value: cosmos.address }]);
  const height = await client.getHeight();
  const block = await client.getBlock(height - 1);
  client.disconnect();
  await running.node.stop();
  running = await startNode(home);
  const later = await StargateClient.connect(rpc());
  assert.deepEqual(await later.getBalance(cosmos.address, 'uusdc'), balance);
  const after = await later.searchTx([{ key: 'message.sender', value: cosmos.address }]);
  assert.deepEqual(
    after.map(({ hash }) => hash),
    before.map(({ hash }) => hash),
  );
  assert.equal((await later.getBlock(height - 1)).id, block.id);
  const signing = await SigningStargateClient.connectWithSigner(rpc(), ethereum.wallet, {
    broadcastPollIntervalMs: 50,
  });
  const amount = [{ denom: 'uusdc', amount: '1' }];
  assertIsDeliverTxSuccess(await signing.sendTokens(ethereum.address, cosmos.address, amount, fee));
});

const cometbft = findCometbft();

test('cometbft light verifies the real chain', { skip: 'skip' in cometbft ? cometbft.skip : false }, async (t) => {
  const client = await StargateClient.connect(rpc());
  const { id } = await client.getBlock(1);
  const light = await startLightClient({
    binary: (cometbft as { path: string }).path,
    home: join(home, 'light'),
    chainId,
    rpc: rpc(),
    height: 1,
    hash: id,
  });
  t.after(() => light.stop());
  const top = (await client.getHeight()) - 2;
  for (const path of ['commit', 'block', 'block_results', 'validators', 'consensus_params']) {
    const answer = (await (await fetch(`${light.url}/${path}?height=${top}`)).json()) as { error?: unknown };
    assert.equal(answer.error, undefined, path);
  }
});
