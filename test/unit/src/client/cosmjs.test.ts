import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coins, DirectSecp256k1HdWallet, Registry } from '@cosmjs/proto-signing';
import { defaultRegistryTypes, SigningStargateClient } from '@cosmjs/stargate';
import { TxRaw as CosmosTxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { findAddress } from '#chain/lib/address.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { type AnteContext, checkAnte } from '#chain/tx/ante.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import { MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { buildDirectTx, outgoing } from '#src/client/build-tx.ts';
import { naveRegistryTypes } from '#src/client/cosmjs-registry.ts';
import { mnemonicSigner } from '#src/client/mnemonic-signer.ts';
import { fromOfflineSigner, toOfflineSigner } from '#src/client/offline-signer.ts';
import { accountsFixture } from '#test/support/accounts-fixture.ts';
import { testRegistry } from '#test/support/tx-registry.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const CHAIN = 'nave-local-test';

/** A chain where `account` exists with number 0; checks every rule before messages. */
function chainOf(address: Uint8Array) {
  const { keeper, block } = accountsFixture('1000');
  keeper.create(address);
  const context: AnteContext = {
    accounts: keeper,
    chainId: CHAIN,
    hubSalt: block.hubSalt,
    registry: testRegistry,
    crypto: nobleCrypto,
    height: 1,
    timeMs: block.timeMs,
  };
  return { check: (raw: Uint8Array) => checkAnte(decodeTx(raw, nobleCrypto), context, { signature: 'check' }), block };
}

const registry = new Registry([...defaultRegistryTypes, ...naveRegistryTypes()]);
const signerData = { accountNumber: 0n, sequence: 0, chainId: CHAIN };
const fee = { amount: coins(5, 'uusdc'), gas: '200000' };

test('what unmodified CosmJS signs with its own wallet decodes and verifies', async () => {
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: 'nave' });
  const [account] = await wallet.getAccounts();
  const client = await SigningStargateClient.offline(wallet, { registry });
  const send = {
    typeUrl: '/cosmos.bank.v1beta1.MsgSend',
    value: { fromAddress: account!.address, toAddress: account!.address, amount: coins(7, 'uusdc') },
  };
  const place = {
    typeUrl: `/${MsgPlaceOrder.typeName}`,
    value: { sender: account!.address, market: 1, side: 1, lots: 5, ticks: 100, children: [{ kind: 1 }] },
  };
  const tx = await client.sign(account!.address, [send, place], fee, 'memo é', signerData);
  const raw = CosmosTxRaw.encode(tx).finish();
  const decoded = decodeTx(raw, nobleCrypto);
  assert.equal(decoded.signerText, account!.address);
  assert.equal(decoded.gasWanted, 200_000n);
  assert.equal((decoded.messages[1]!.value as MsgPlaceOrder).children[0]!.kind, 1);
  chainOf(decoded.signer).check(raw);
});

test('CosmJS with an Ethereum key of ours signs what the chain takes', async () => {
  const signer = mnemonicSigner(MNEMONIC, { algo: 'ethsecp256k1' });
  const client = await SigningStargateClient.offline(toOfflineSigner(signer), { registry });
  const send = {
    typeUrl: '/cosmos.bank.v1beta1.MsgSend',
    value: { fromAddress: signer.account, toAddress: signer.account, amount: coins(7, 'uusdc') },
  };
  const raw = CosmosTxRaw.encode(await client.sign(signer.account, [send], fee, '', signerData)).finish();
  const decoded = decodeTx(raw, nobleCrypto);
  assert.equal(decoded.publicKey?.algo, 'ethsecp256k1');
  chainOf(decoded.signer).check(raw);
});

test('our transactions are signed by CosmJS wallets as by our own keys', async () => {
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: 'cosmos' });
  const theirs = await fromOfflineSigner(wallet);
  const ours = mnemonicSigner(MNEMONIC, { algo: 'secp256k1' });
  assert.equal(theirs.account, ours.account);
  const place = MsgPlaceOrder.fromPartial({ sender: ours.account, market: 1 });
  const { check, block } = chainOf(findAddress(ours.account)!);
  const tx = {
    messages: [outgoing(MsgPlaceOrder, place)],
    chainId: CHAIN,
    accountNumber: 0,
    nonce: { kind: 'unordered', timeoutUs: (block.timeMs + 60_000) * 1000 + 7, tagNs: 5 },
  } as const;
  const [first, second] = [await buildDirectTx(theirs, tx), await buildDirectTx(ours, tx)];
  check(first.bytes);
  check(second.bytes);
  assert.deepEqual(decodeTx(first.bytes, nobleCrypto).nonce, {
    kind: 'unordered',
    timeoutNs: BigInt((block.timeMs + 60_000) * 1000 + 7) * 1000n + 5n,
  });
  await assert.rejects(fromOfflineSigner(wallet, 'nave1xyz'));
});
