import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as bank from 'cosmjs-types/cosmos/bank/v1beta1/query';
import type { QueryMethod } from '#chain/lib/query-method.ts';
import { WireError } from '#chain/lib/wire-error.ts';
import { Query as Assets } from '#proto/generated/nave.assets.v1.ts';
import { Query as Clob, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { Query as Margin } from '#proto/generated/nave.margin.v1.ts';
import { MarketStatus, Query as Markets } from '#proto/generated/nave.markets.v1.ts';
import { message, TestKey } from '#test/support/signing.ts';
import { TestChain } from '#test/support/test-chain.ts';

const alice = new TestKey('alice');
const chain = new TestChain({
  balances: [
    { key: alice, asset: 'USDC', amount: 5_000_000_000n },
    { key: alice, asset: 'ETH', amount: 2_000_000_000n },
  ],
});
for (let i = 0; i < 70; i++) chain.block();

/** CosmJS's codec on the request and answer of a bank query. */
function askBank<Q, A>(
  name: string,
  request: { encode(message: Q): { finish(): Uint8Array } },
  response: { decode(bytes: Uint8Array): A },
  query: Q,
): A {
  const path = `/cosmos.bank.v1beta1.Query/${name}`;
  const answer = chain.app.query({ path, data: request.encode(query).finish(), height: 0, prove: false });
  assert.equal(answer.code, 0, answer.log);
  return response.decode(answer.value);
}

function ask<Q, A>(method: QueryMethod<Q, A>, query: Q): A {
  const data = method.request.encode(query);
  const answer = chain.app.query({ path: method.path, data, height: 0, prove: false });
  assert.equal(answer.code, 0, answer.log);
  return method.response.decode(answer.value);
}

test('CosmJS sees the balances of subaccount 0 by denom, what of them may leave, and the supply', () => {
  const address = alice.text;
  const { balance } = askBank('Balance', bank.QueryBalanceRequest, bank.QueryBalanceResponse, {
    address,
    denom: 'uusdc',
  });
  assert.deepEqual(balance, { denom: 'uusdc', amount: '5000000000' });
  const none = askBank('Balance', bank.QueryBalanceRequest, bank.QueryBalanceResponse, { address, denom: 'uatom' });
  assert.deepEqual(none.balance, { denom: 'uatom', amount: '0' });
  const all = askBank('AllBalances', bank.QueryAllBalancesRequest, bank.QueryAllBalancesResponse, {
    address,
    resolveDenom: false,
  });
  assert.deepEqual(all.balances, [
    { denom: 'neth', amount: '2000000000' },
    { denom: 'uusdc', amount: '5000000000' },
  ]);
  const stranger = askBank('AllBalances', bank.QueryAllBalancesRequest, bank.QueryAllBalancesResponse, {
    address: new TestKey('nobody').text,
    resolveDenom: false,
  });
  assert.deepEqual(stranger.balances, []);
  const spendable = askBank(
    'SpendableBalances',
    bank.QuerySpendableBalancesRequest,
    bank.QuerySpendableBalancesResponse,
    { address },
  );
  assert.deepEqual(spendable.balances, all.balances);
  const supply = askBank('SupplyOf', bank.QuerySupplyOfRequest, bank.QuerySupplyOfResponse, { denom: 'neth' });
  assert.ok(BigInt(supply.amount.amount) >= 2_000_000_000n);
  const total = askBank('TotalSupply', bank.QueryTotalSupplyRequest, bank.QueryTotalSupplyResponse, {});
  assert.deepEqual(
    total.supply.find(({ denom }) => denom === 'neth'),
    supply.amount,
  );
});

test('denoms say their symbol and exponent', () => {
  const { metadatas } = askBank(
    'DenomsMetadata',
    bank.QueryDenomsMetadataRequest,
    bank.QueryDenomsMetadataResponse,
    {},
  );
  const usdc = metadatas.find(({ base }) => base === 'uusdc')!;
  assert.deepEqual([usdc.symbol, usdc.display, usdc.denomUnits.at(-1)!.exponent], ['USDC', 'usdc', 6]);
  const { metadata } = askBank('DenomMetadata', bank.QueryDenomMetadataRequest, bank.QueryDenomMetadataResponse, {
    denom: 'uusdc',
  });
  assert.deepEqual(metadata, usdc);
  const path = '/cosmos.bank.v1beta1.Query/DenomMetadata';
  const data = bank.QueryDenomMetadataRequest.encode({ denom: 'nope' }).finish();
  assert.match(chain.app.query({ path, data, height: 0, prove: false }).log, /NotFound/);
});

test('markets, assets, orders, books and subaccounts are answered as protobuf', () => {
  const { markets } = ask(Markets.markets, {});
  const btc = ask(Markets.market, { market: 0, ticker: 'BTC-USD' }).market!;
  assert.deepEqual(ask(Markets.market, { market: btc.id, ticker: '' }).market, btc);
  assert.ok(markets.length >= 5 && btc.status === MarketStatus.ACTIVE && BigInt(btc.mark) > 0n);
  assert.deepEqual(
    ask(Assets.assets, {}).assets.map(({ symbol }) => symbol),
    ['USDC', 'USDT', 'ETH', 'wBTC', 'wstETH'],
  );

  const ticks = Number((BigInt(btc.mark) * 99n) / 100n / BigInt(btc.tickPrice));
  const lots = Number(1_000_000_000n / (BigInt(ticks) * BigInt(btc.quantumsPerTickLot)));
  const place = { sender: alice.text, market: btc.id, side: 1, type: 1, lots, ticks, clientOrderId: 'q1' };
  const [result] = chain.block([{ key: alice, messages: [message(MsgPlaceOrder, place)] }]);
  assert.equal(result!.code, 0, result!.log);
  const { orders } = ask(Clob.orders, { account: alice.text, subaccount: 0, market: btc.id });
  assert.equal(orders.length, 1);
  assert.deepEqual(ask(Clob.order, { market: btc.id, orderId: orders[0]!.orderId }).order, orders[0]);
  assert.deepEqual(ask(Clob.book, { market: btc.id, levels: 5 }).bids, [{ ticks, lots }]);
  const { state } = ask(Margin.subaccount, { account: alice.text, subaccount: 0 });
  assert.deepEqual(ask(Margin.subaccounts, { account: alice.text }).states, [state]);
  assert.equal(state!.openOrders, 1);
  assert.equal(state!.quote, '5000000000');
});

test('what does not exist has a code, and a request of another form is refused', () => {
  const code = (path: string, data: Uint8Array): number =>
    chain.app.query({ path, data, height: 0, prove: false }).code;
  assert.equal(code(Markets.market.path, Markets.market.request.encode({ market: 999, ticker: '' })), 4001);
  assert.equal(code(Clob.book.path, Clob.book.request.encode({ market: 999, levels: 0 })), 4001);
  assert.equal(code(Clob.order.path, Clob.order.request.encode({ market: 1, orderId: 999 })), 2015);
  assert.equal(code(Margin.subaccount.path, Margin.subaccount.request.encode({ account: 'x', subaccount: 0 })), 8001);
  const nobody = Margin.subaccount.request.encode({ account: new TestKey('nobody').text, subaccount: 0 });
  assert.equal(code(Margin.subaccount.path, nobody), 1004);
  assert.equal(code(Clob.book.path, new Uint8Array([0xff])), 8001);
  assert.throws(() => Clob.book.request.decode(new Uint8Array([0xff])), WireError);
});
