import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '#chain/lib/address.ts';
import { AppError } from '#chain/lib/errors.ts';
import { AgentChanged, MsgApproveAgent, MsgRevokeAgent, MsgSetReferrer } from '#proto/generated/nave.accounts.v1.ts';
import { MsgWithdraw } from '#proto/generated/nave.bridge.v1.ts';
import { MsgBatch, MsgCancelAllOrders, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import { accountsFixture, testAddress } from '#test/support/accounts-fixture.ts';

const OWNER = testAddress(1);
const AGENT = testAddress(2);
const owner = formatAddress(OWNER);
const agent = formatAddress(AGENT);

function setup() {
  const fixture = accountsFixture();
  fixture.keeper.create(OWNER);
  const run = (type: string, message: unknown) =>
    (fixture.module.handlers[`nave.accounts.v1.${type}`] as (message: unknown, tx: unknown) => Uint8Array)(message, {});
  const terms = { owner, agent, name: 'bot', expiresAt: fixture.block.timeMs + 60_000 };
  const approve = (change: object = {}) => run('MsgApproveAgent', MsgApproveAgent.fromPartial({ ...terms, ...change }));
  const check = (typeName: string, value: unknown) =>
    fixture.keeper.checkAgent(OWNER, AGENT, { typeUrl: `/${typeName}`, typeName, value, owner: OWNER });
  return { ...fixture, run, approve, check };
}

const code = (expected: number, reason?: string) => (error: unknown) => {
  assert.ok(error instanceof AppError, String(error));
  assert.equal(error.code, expected);
  if (reason !== undefined) assert.equal(error.details.reason, reason);
  return true;
};

const place = (market: number) => MsgPlaceOrder.fromPartial({ sender: agent, owner, market });

test('an agent trades until it expires, is revoked, or leaves its markets', () => {
  const { approve, check, run, block } = setup();
  assert.throws(() => check(MsgPlaceOrder.typeName, place(1)), code(1007, 'unknown'));
  approve({ markets: [2, 1] });
  check(MsgPlaceOrder.typeName, place(1));
  assert.throws(() => check(MsgPlaceOrder.typeName, place(3)), code(1007, 'market'));
  const all = MsgCancelAllOrders.fromPartial({ sender: agent, owner });
  assert.throws(() => check(MsgCancelAllOrders.typeName, all), code(1007, 'market'));
  const batch = MsgBatch.fromPartial({ sender: agent, owner, items: [{ place: place(1) }, { cancel: { market: 3 } }] });
  assert.throws(() => check(MsgBatch.typeName, batch), code(1007, 'market'));
  block.timeMs += 60_000;
  assert.throws(() => check(MsgPlaceOrder.typeName, place(1)), code(1007, 'expired'));
  approve({ expiresAt: block.timeMs + 1 });
  check(MsgCancelAllOrders.typeName, all);
  run('MsgRevokeAgent', MsgRevokeAgent.fromPartial({ owner, agent }));
  assert.throws(() => check(MsgPlaceOrder.typeName, place(1)), code(1007, 'unknown'));
});

test('an agent never withdraws, sends or approves; transfers stay inside the owner and need leave', () => {
  const { approve, check } = setup();
  approve();
  check(MsgSetLeverage.typeName, MsgSetLeverage.fromPartial({ sender: agent, owner, market: 1 }));
  const inside = MsgTransfer.fromPartial({ sender: agent, owner, to: owner });
  const outside = MsgTransfer.fromPartial({ sender: agent, owner, to: agent });
  const fund = MsgFundIsolated.fromPartial({ sender: agent, owner, market: 1 });
  assert.throws(() => check(MsgTransfer.typeName, inside), code(1007, 'action'));
  assert.throws(() => check(MsgFundIsolated.typeName, fund), code(1007, 'action'));
  approve({ canTransfer: true });
  check(MsgTransfer.typeName, inside);
  check(MsgFundIsolated.typeName, fund);
  assert.throws(() => check(MsgTransfer.typeName, outside), code(1007, 'action'));
  assert.throws(() => check(MsgWithdraw.typeName, MsgWithdraw.fromPartial({ owner })), code(1007, 'action'));
  assert.throws(() => check(MsgApproveAgent.typeName, MsgApproveAgent.fromPartial({ owner })), code(1007, 'action'));
});

test('the daily notional is kept beside the approval and starts anew each UTC day', () => {
  const { approve, keeper, block } = setup();
  approve({ maxNotionalPerDay: '1000', expiresAt: block.timeMs + 3 * 86_400_000 });
  const [from, by] = [keeper.findNumber(OWNER), keeper.findNumber(AGENT)];
  keeper.spendAgentNotional(from, by, 600);
  assert.throws(() => keeper.spendAgentNotional(from, by, 401), code(1008));
  keeper.spendAgentNotional(from, from, 1_000_000);
  keeper.spendAgentNotional(from, by, 400);
  approve({ maxNotionalPerDay: '1001', expiresAt: block.timeMs + 3 * 86_400_000 });
  assert.equal(keeper.agentsOf(from)[0]!.usedToday, 1000);
  block.timeMs += 86_400_000;
  assert.equal(keeper.agentsOf(from)[0]!.usedToday, 0);
  keeper.spendAgentNotional(from, by, 1001);
});

test('approvals of a wrong form are refused, and a 17th needs room', () => {
  const { approve, block, keeper } = setup();
  assert.throws(() => approve({ agent: owner }), code(8001));
  assert.throws(() => approve({ agent: 'nave1x' }), code(8001));
  assert.throws(() => approve({ markets: [1, 1] }), code(8001));
  assert.throws(() => approve({ maxNotionalPerDay: '9007199254740992' }), code(8001));
  assert.throws(() => approve({ name: 'x'.repeat(65) }), code(8001));
  assert.throws(() => approve({ expiresAt: block.timeMs }), code(2006));
  assert.throws(() => approve({ expiresAt: block.timeMs + 31_536_000_001 }), code(2006));
  for (let n = 10; n < 26; n++) approve({ agent: formatAddress(testAddress(n)), expiresAt: block.timeMs + n });
  assert.throws(() => approve({ agent: formatAddress(testAddress(99)) }), code(1008));
  block.timeMs += 12;
  approve({ agent: formatAddress(testAddress(99)), expiresAt: block.timeMs + 1 });
  assert.equal(keeper.agentsOf(0).length, 14);
});

test('a referrer is another existing account, and changes are events with the owner’s sequence', () => {
  const { run, keeper, events } = setup();
  const set = (referrer: string) => run('MsgSetReferrer', MsgSetReferrer.fromPartial({ owner, referrer }));
  assert.throws(() => set(owner), code(8001));
  assert.throws(() => set(agent), code(1004));
  const friend = keeper.create(AGENT);
  set(agent);
  assert.equal(keeper.referrer(0), friend);
  set('');
  assert.equal(keeper.referrer(0), -1);
  const changes = events.take().filter(({ event }) => event.type === 'nave.accounts.v1.ReferrerChanged');
  assert.deepEqual(
    changes.map(({ event }) => (event as unknown as { accountSeq: number }).accountSeq),
    [1, 2],
  );
});

test('every event encodes as its message', () => {
  const { approve, events } = setup();
  approve({ maxNotionalPerDay: '5', markets: [7] });
  const changed = events.take().find(({ event }) => event.type === AgentChanged.typeName)!.event;
  const decoded = AgentChanged.decode(AgentChanged.encode(changed as unknown as AgentChanged));
  assert.deepEqual(decoded.markets, [7]);
  assert.equal(decoded.maxNotionalPerDay, 5);
  assert.deepEqual(decoded.agent, AGENT);
});
