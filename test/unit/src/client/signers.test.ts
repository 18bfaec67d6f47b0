import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mnemonicToAccount } from 'viem/accounts';
import { findAddress, formatEvmAddress } from '#chain/lib/address.ts';
import { findHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import { runSignatureTask } from '#chain/tx/signature-task.ts';
import { typedDataTask } from '#chain/tx/typed-data-tx.ts';
import { buildTypedDataTx, txHashOf } from '#src/client/build-tx.ts';
import { MarketDirectory } from '#src/client/market-directory.ts';
import { mnemonicSigner, secretOfMnemonic } from '#src/client/mnemonic-signer.ts';
import { moneyMessage } from '#src/client/money-messages.ts';
import { NonceSource } from '#src/client/nonce-source.ts';
import { orderMessage, placeOrder } from '#src/client/order-messages.ts';
import { fromTypedDataAccount } from '#src/client/wallet-signer.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const hubSalt = new Uint8Array(32).fill(3);

const directory = new MarketDirectory({
  markets: [{ marketId: 1, market: 'BTC-USD', tickSize: '0.5', lotSize: '0.0001' }],
  assets: [
    { asset: 'USDC', denom: 'uusdc', decimals: 6, routes: [] },
    {
      asset: 'ETH',
      denom: 'neth',
      decimals: 9,
      routes: [{ spoke: 1, chainId: 31337, token: '0x', tokenDecimals: 18, minDeposit: '1', withdrawalFee: '0' }],
    },
  ],
});

test('a mnemonic gives the Ethereum account every wallet shows, and a Cosmos account at its own path', () => {
  const wallet = mnemonicToAccount(MNEMONIC);
  const signer = mnemonicSigner(MNEMONIC);
  assert.equal(formatEvmAddress(findAddress(signer.account)!), wallet.address);
  const second = mnemonicSigner(MNEMONIC, { hdPath: "m/44'/60'/0'/0/1" });
  assert.equal(
    formatEvmAddress(findAddress(second.account)!),
    mnemonicToAccount(MNEMONIC, { addressIndex: 1 }).address,
  );
  assert.notEqual(mnemonicSigner(MNEMONIC, { algo: 'secp256k1' }).account, signer.account);
  assert.throws(() => mnemonicSigner('test test junk'), /BIP-39/);
  assert.equal(secretOfMnemonic(`  ${MNEMONIC.replaceAll(' ', '\n')} `, "m/44'/60'/0'/0/0").length, 32);
});

test('an Ethereum wallet signs every kind of message as typed data', async () => {
  const wallet = mnemonicToAccount(MNEMONIC);
  const signer = fromTypedDataAccount(wallet, 31337);
  const party = { sender: signer.account, owner: signer.account, subaccount: 2 };
  const messages = [
    orderMessage.place(
      placeOrder(directory, party, {
        market: 'BTC-USD',
        side: 'sell',
        type: 'market',
        size: '0.25',
        price: '64000',
        trigger: { kind: 'trailing', callbackPpm: 5000, slippagePpm: 2000 },
        builder: { account: wallet.address, feePpm: 10 },
      }),
    ),
    moneyMessage.transfer(directory, party, { to: wallet.address, toSubaccount: 3, asset: 'USDC', amount: '1.5' }),
    moneyMessage.withdraw(directory, party, {
      asset: 'ETH',
      amount: '0.1',
      spoke: 1,
      to: wallet.address.toLowerCase(),
      maxFee: '0.001',
    }),
    moneyMessage.cancelWithdrawal(signer.account, '1-77'),
    moneyMessage.fundIsolated(directory, party, 'BTC-USD', '20'),
    moneyMessage.setLeverage(directory, party, 'BTC-USD', 100_000),
    moneyMessage.approveAgent(directory, signer.account, { agent: wallet.address, expiresAt: 5, markets: ['BTC-USD'] }),
    moneyMessage.revokeAgent(signer.account, wallet.address),
    moneyMessage.vaultDeposit(party, '3'),
    moneyMessage.vaultRedeem(party, '2'),
  ];
  for (const message of messages) {
    const { bytes, txHash } = await buildTypedDataTx(signer, message, 1_795_000_000_000_001, hubSalt, directory);
    assert.equal(txHash, txHashOf(bytes));
    const tx = decodeTx(bytes, nobleCrypto);
    assert.equal(tx.signerText, signer.account);
    assert.ok(
      runSignatureTask(nobleCrypto, typedDataTask(nobleCrypto, tx, hubSalt, directory)),
      message.codec.typeName,
    );
  }
  assert.equal(findHex('0x')!.length, 0);
});

test('nonces rise, keep their distance from the block time and differ between processes', () => {
  const source = new NonceSource(() => 0.25);
  const first = source.next(1_000_000);
  assert.equal(first, (1_000_000 + 60_000) * 1000 + 250_000);
  assert.equal(source.next(1_000_000), first + 1);
  assert.equal(source.next(999_000), first + 2);
  assert.equal(source.next(1_001_000, 10_000), first + 3);
  assert.ok(source.next(1_100_000) > first + 4);
  const starts = new Set(Array.from({ length: 50 }, () => new NonceSource().next(1_000_000)));
  assert.ok(starts.size > 40);
});
