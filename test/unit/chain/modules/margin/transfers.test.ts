import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '#chain/lib/address.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { BalanceChanged, TransferChanged } from '#chain/modules/margin/events.ts';
import { MarginMessages } from '#chain/modules/margin/msgs.ts';
import { addressOf, MarginWorld } from '#test/support/naive-margin-world.ts';

const USD = 1_000_000n;
const text = (owner: number): string => formatAddress(addressOf(owner));

/** Owner 0 with 1,000 USD and 1 ETH; owner 1 with 50,000 USD. Owners 0..3 have accounts. */
function world(): MarginWorld {
  const w = new MarginWorld(4);
  w.margin.credit(0, 0, 1, 1_000n * USD, 'genesis');
  w.margin.credit(0, 0, 3, 1_000_000_000n, 'genesis');
  w.margin.credit(1, 0, 1, 50_000n * USD, 'genesis');
  w.events.take();
  return w;
}

function messages(w: MarginWorld): MarginMessages {
  const assets = {
    version: 1,
    find: () => undefined,
    findBySymbol: (symbol: string) => (symbol === 'USDC' ? asset(1) : symbol === 'ETH' ? asset(3) : undefined),
    findByDenom: (denom: string) => (denom === 'uusdc' ? asset(1) : undefined),
  };
  const owners = {
    resolveOwner: (sender: string, owner: string) => {
      const found = [0, 1, 2, 3].find((i) => text(i) === (owner === '' ? sender : owner));
      if (found === undefined) throw new AppError(1004);
      return found;
    },
  };
  return new MarginMessages(w.margin, owners, assets);
}

const asset = (id: number) => ({
  id,
  symbol: '',
  denom: '',
  decimals: 6,
  imPpm: 0,
  mmPpm: 0,
  haircutPpm: 0,
  discountPpm: 0,
  stable: false,
  index: 0n,
  confidence: 0n,
  valid: true,
});

const transferOf = (w: MarginWorld, fields: Record<string, unknown>) =>
  messages(w).transfer({
    sender: text(0),
    owner: '',
    subaccount: 0,
    to: text(0),
    toSubaccount: 1,
    asset: 'USDC',
    amount: '1000000',
    ...fields,
  } as never);

/** Fill of `lots` BTC lots at 60,000 USD: row buys from owner 1. */
function buy(w: MarginWorld, owner: number, lots: number): void {
  const row = w.margin.getRow(owner, 0);
  const maker = w.margin.getRow(1, 0);
  const verdict = w.settlement.fill({
    market: 1,
    ticks: 600_000,
    lots,
    takerSide: 'buy',
    takerRow: row,
    makerRow: maker,
    makerHandle: -1,
    makerRemainingAfter: 0,
    takerReduceOnly: false,
    makerReduceOnly: false,
    takerRestAfter: 0,
    takerLimit: 600_000,
    builder: -1,
    builderPpm: 0,
  });
  assert.equal(verdict, 'ok');
}

test('a transfer between own subaccounts makes the receiving one and reports both sides to the owner once', () => {
  const w = world();
  transferOf(w, { amount: '400000000' });
  assert.equal(w.margin.rows.quote(w.margin.getRow(0, 0)), 600n * USD);
  assert.equal(w.margin.rows.quote(w.margin.getRow(0, 1)), 400n * USD);
  const events = w.events.take().map((e) => e.event);
  const balances = events.filter((e): e is BalanceChanged => e.type.endsWith('BalanceChanged'));
  assert.deepEqual(
    balances.map((e) => [e.subaccount, e.balance, e.entries[0]?.reason, e.entries[0]?.change]),
    [
      [0, '600000000', 'transfer_out', '-400000000'],
      [1, '400000000', 'transfer_in', '400000000'],
    ],
  );
  const moved = events.filter((e): e is TransferChanged => e.type.endsWith('TransferChanged'));
  assert.deepEqual(
    moved.map((e) => [e.kind, e.subaccount, e.accountSeq]),
    [['subaccount', 0, 5]],
  );
});

test('a transfer to another owner is reported to both with their own sequence numbers', () => {
  const w = world();
  transferOf(w, { to: text(1), toSubaccount: 0 });
  const moved = w.events
    .take()
    .map((e) => e.event)
    .filter((e): e is TransferChanged => e.type.endsWith('TransferChanged'));
  assert.deepEqual(
    moved.map((e) => [e.kind, e.accountSeq]),
    [
      ['account', 4],
      ['account', 3],
    ],
  );
});

test('3012 refuses more than the balance and says what may go', () => {
  const w = world();
  assert.throws(() => transferOf(w, { amount: '1000000001' }), { code: 3012, details: { withdrawable: '1000000000' } });
  assert.throws(() => transferOf(w, { asset: 'ETH', amount: '1000000001' }), { code: 3012 });
});

test('3011 refuses what would borrow because funding is owed', () => {
  const w = world();
  buy(w, 0, 100);
  w.naive.markets['1']!.funding = 1_000_000_000n;
  w.refresh();
  const quote = w.margin.rows.quote(w.margin.getRow(0, 0));
  assert.throws(() => transferOf(w, { amount: quote.toString() }), { code: 3011 });
});

test('3010 refuses what the position needs, and unrealised profit never leaves', () => {
  const w = world();
  w.margin.withdraw(w.margin.getRow(0, 0), 3, 1_000_000_000n, 'withdrawal');
  buy(w, 0, 500);
  w.naive.markets['1']!.mark *= 2n;
  w.refresh();
  const row = w.margin.getRow(0, 0);
  const may = w.margin.transfers.withdrawable(row, 1);
  assert.ok(may > 0n && may < 1_000n * USD);
  const mark = w.journal.mark();
  assert.throws(() => transferOf(w, { amount: (may + 1n).toString() }), {
    code: 3010,
    details: { withdrawable: `${may}` },
  });
  w.journal.rollback(mark);
  transferOf(w, { amount: may.toString() });
});

test('a collateral asset may leave exactly as far as the margin allows', () => {
  const w = world();
  w.margin.withdraw(w.margin.getRow(0, 0), 1, 1_000n * USD, 'withdrawal');
  w.margin.credit(0, 0, 1, 10n * USD, 'deposit');
  buy(w, 0, 1_000);
  const row = w.margin.getRow(0, 0);
  const may = w.margin.transfers.withdrawable(row, 3);
  assert.ok(may > 0n && may < 1_000_000_000n);
  const mark = w.journal.mark();
  assert.throws(() => w.margin.withdraw(row, 3, may + 1n, 'withdrawal'), { code: 3010 });
  w.journal.rollback(mark);
  w.margin.withdraw(row, 3, may, 'withdrawal');
  assert.equal(w.margin.transfers.withdrawable(row, 3), 0n);
});

test('3018 refuses a first credit below 1 USDC to an address without account, a larger one makes it', () => {
  const w = world();
  assert.throws(() => transferOf(w, { to: text(7), toSubaccount: 0, amount: '999999' }), { code: 3018 });
  transferOf(w, { to: text(7), toSubaccount: 0, amount: '1000000' });
  assert.equal(w.margin.rows.quote(w.margin.getRow(7, 0)), USD);
  assert.throws(() => transferOf(w, { to: text(9), toSubaccount: 0, asset: 'ETH', amount: '333333' }), { code: 3018 });
  transferOf(w, { to: text(9), toSubaccount: 0, asset: 'ETH', amount: '333334' });
});

test('1004 refuses a subaccount that does not exist', () => {
  assert.throws(() => transferOf(world(), { subaccount: 5 }), { code: 1004 });
});

test('1001 refuses amounts, addresses and assets that are none', () => {
  for (const amount of ['', '0', '-1', '1.5', '01', '9223372036854775808', '1e6']) {
    assert.throws(() => transferOf(world(), { amount }), { code: 1001 }, amount);
  }
  assert.throws(() => transferOf(world(), { to: 'nave1qqqq' }), { code: 1001 });
  assert.throws(() => transferOf(world(), { asset: 'DOGE' }), { code: 1001 });
});

test('1007 refuses an agent that sends to somebody else', () => {
  const w = world();
  assert.throws(() => transferOf(w, { sender: text(3), owner: text(0), to: text(1) }), { code: 1007 });
  transferOf(w, { sender: text(3), owner: text(0), to: text(0) });
});

test('MsgSend moves between subaccounts 0 under the withdraw rule', () => {
  const w = world();
  const send = (to: string, denom: string, amount: string) =>
    messages(w).send({ fromAddress: text(0), toAddress: to, amount: [{ denom, amount }] });
  send(text(1), 'uusdc', '5000000');
  assert.equal(w.margin.rows.quote(w.margin.getRow(1, 0)), 50_005n * USD);
  assert.throws(() => send(text(1), 'uatom', '1'), { code: 1001 });
  assert.throws(() => send(text(1), 'uusdc', '99999999999'), { code: 3012 });
  assert.throws(() => send(text(8), 'uusdc', '5'), { code: 3018 });
  assert.throws(() => messages(w).send({ fromAddress: text(0), toAddress: text(1), amount: [] }), { code: 1001 });
  assert.throws(() => messages(w).send({ fromAddress: text(20), toAddress: text(1), amount: [] }), { code: 1004 });
});

test('a send to oneself changes nothing but is still held to the balance', () => {
  const w = world();
  const send = (amount: string) =>
    messages(w).send({ fromAddress: text(0), toAddress: text(0), amount: [{ denom: 'uusdc', amount }] });
  send('1000000000');
  assert.equal(w.margin.rows.quote(w.margin.getRow(0, 0)), 1_000n * USD);
  assert.throws(() => send('1000000001'), { code: 3012 });
});

test('a debit may leave Q negative but no other asset (3012)', () => {
  const w = world();
  const row = w.margin.getRow(0, 0);
  w.margin.debit(row, 1, 2_000n * USD, 'liquidation_fee');
  assert.equal(w.margin.rows.quote(row), -1_000n * USD);
  assert.throws(() => w.margin.debit(row, 3, 1_000_000_001n, 'collateral_sale'), { code: 3012 });
});
