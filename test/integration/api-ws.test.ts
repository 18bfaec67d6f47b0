import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { formatAddress } from '#chain/lib/address.ts';
import { channelSchemas, frameSchema } from '#src/api/schemas/ws.ts';
import { type ApiFixture, apiFixture } from '#test/support/api-fixture.ts';
import { ALICE, BOB } from '#test/support/fake-chain.ts';
import { type Frame, WsClient } from '#test/support/ws-client.ts';

const alice = formatAddress(ALICE);

describe('the WebSocket', () => {
  let fixture: ApiFixture;
  let port: number;
  let client: WsClient;
  const extra: WsClient[] = [];

  beforeEach(async () => {
    fixture = apiFixture();
    fixture.commit();
    port = await fixture.api.start();
    client = await WsClient.connect(port);
  });
  afterEach(async () => {
    for (const one of [client, ...extra.splice(0)]) await one.close();
    await fixture.close();
  });
  const another = async (): Promise<WsClient> => {
    const one = await WsClient.connect(port);
    extra.push(one);
    return one;
  };
  const fillOnce = (ticks = 128_500): void => {
    const maker = fixture.chain.place(ALICE, 'sell', ticks, 100);
    const taker = fixture.chain.place(BOB, 'buy', ticks, 100);
    fixture.chain.fill(1, maker, taker, 100);
  };

  test('a book is a snapshot, then differences that link by prevSeq, with a checksum once a second', async () => {
    fixture.chain.place(ALICE, 'buy', 128_500, 15_000);
    fixture.commit();
    const ack = await client.call<{ params: unknown; seq: number }>('subscribe', {
      sub: 'b',
      channel: 'book',
      market: 'BTC-USD',
    });
    assert.deepEqual(ack.params, {
      sub: 'b',
      channel: 'book',
      market: 'BTC-USD',
      options: { levels: 100, interval: 'block', l3: false },
    });
    const snapshot = await client.of('b');
    assert.deepEqual([snapshot.type, snapshot.prevSeq, snapshot.seq], ['snapshot', null, 2]);
    fixture.chain.place(ALICE, 'buy', 128_499, 20_000);
    fixture.chain.place(ALICE, 'sell', 128_501, 2_500);
    fixture.commit(1_000);
    const update = await client.of('b');
    assert.deepEqual([update.type, update.prevSeq, update.seq], ['update', 2, 3]);
    assert.deepEqual(update.data, {
      bids: [['64249.5', '2']],
      asks: [['64250.5', '0.25']],
      checksum: 866447198,
    });
    fixture.commit(250);
    fixture.commit(1_000);
    const checksum = await client.of('b');
    assert.deepEqual([checksum.type, checksum.seq, checksum.prevSeq], ['checksum', 3, 3]);
    assert.deepEqual(checksum.data, { checksum: 866447198 });
    fixture.chain.cancel(1, 1);
    fixture.commit(250);
    const last = await client.of('b');
    assert.deepEqual([last.prevSeq, last.data], [3, { bids: [['64250', '0']], asks: [] }]);
  });

  test('a level pushed out of the view is deleted, and comes back whole', async () => {
    for (let i = 0; i < 25; i++) fixture.chain.place(ALICE, 'buy', 1_000 + i, 10_000);
    fixture.commit();
    await client.call('subscribe', { sub: 'b', channel: 'book', market: 'BTC-USD', options: { levels: 25 } });
    assert.equal(((await client.of('b')).data as { bids: unknown[] }).bids.length, 25);
    const better = fixture.chain.place(ALICE, 'buy', 2_000, 10_000);
    fixture.commit();
    assert.deepEqual(((await client.of('b')).data as { bids: unknown }).bids, [
      ['1000', '1'],
      ['500', '0'],
    ]);
    fixture.chain.cancel(1, better);
    fixture.commit();
    assert.deepEqual(((await client.of('b')).data as { bids: unknown }).bids, [
      ['1000', '0'],
      ['500', '1'],
    ]);
  });

  test('an interval merges blocks, and a newcomer in between sees no gap', async () => {
    const options = { interval: '500ms' };
    await client.call('subscribe', { sub: 'a', channel: 'book', market: 'BTC-USD', options });
    await client.of('a');
    fixture.chain.place(ALICE, 'buy', 100, 10_000);
    fixture.commit(200);
    await client.call('subscribe', { sub: 'b', channel: 'book', market: 'BTC-USD', options });
    const snapshot = await client.of('b');
    assert.deepEqual((snapshot.data as { bids: unknown }).bids, [['50', '1']]);
    fixture.chain.cancel(1, 1);
    fixture.chain.place(ALICE, 'buy', 101, 10_000);
    fixture.commit(200);
    fixture.commit(200);
    for (const sub of ['a', 'b']) {
      const { data } = await client.of(sub);
      assert.deepEqual((data as { bids: unknown }).bids, [
        ['50', '0'],
        ['50.5', '1'],
      ]);
    }
  });

  test('a book resumes over the heights it missed, and not beyond', async () => {
    await client.call('subscribe', { sub: 'b', channel: 'book', market: 'BTC-USD' });
    const { seq } = await client.of('b');
    await client.call('unsubscribe', { sub: 'b' });
    for (let i = 0; i < 3; i++) {
      fixture.chain.place(ALICE, 'buy', 100 + i, 10_000);
      fixture.commit();
    }
    const params = { sub: 'b', channel: 'book', market: 'BTC-USD' };
    const ack = await client.call<{ resumed: boolean }>('subscribe', { ...params, resumeFrom: seq });
    assert.equal(ack.resumed, true);
    const links: (number | null)[] = [];
    for (let i = 0; i < 3; i++) links.push((await client.of('b')).prevSeq);
    assert.deepEqual(links, [seq, seq + 1, seq + 2]);
    const late = await client.call<{ resumed: boolean }>('subscribe', { ...params, sub: 'c', resumeFrom: 0 });
    assert.equal(late.resumed, false);
    assert.equal((await client.of('c')).type, 'snapshot');
  });

  test('trades are numbered without gaps and resume from history', async () => {
    await client.call('subscribe', { sub: 't', channel: 'trades', market: 'BTC-USD' });
    assert.deepEqual((await client.of('t')).data, []);
    fillOnce();
    fillOnce();
    fixture.commit();
    const first = await client.of('t');
    assert.deepEqual(
      (first.data as { id: string }[]).map(({ id }) => id),
      ['1-1', '1-2'],
    );
    assert.deepEqual([first.seq, first.prevSeq], [2, 0]);
    fillOnce();
    fixture.commit();
    const other = await another();
    await other.call('subscribe', { sub: 't', channel: 'trades', market: 'BTC-USD', resumeFrom: 1 });
    const missed = await other.of('t');
    assert.deepEqual([missed.prevSeq, (missed.data as { id: string }[]).map(({ id }) => id)], [1, ['1-2']]);
    assert.deepEqual((await other.of('t')).seq, 3);
  });

  test('an account stream carries every event in one order and resumes without loss', async () => {
    await client.call('subscribe', { sub: 'a', channel: 'account', account: alice });
    const snapshot = await client.of('a');
    assert.deepEqual((snapshot.data as { orders: unknown[] }).orders, []);
    fillOnce();
    fixture.commit();
    const { data, seq } = await client.of('a');
    const events = data as { seq: number; event: string }[];
    assert.deepEqual(
      events.map(({ event }) => event),
      ['OrderPlaced', 'OrderFilled', 'PositionChanged', 'BalanceChanged'],
    );
    assert.deepEqual(
      events.map((one) => one.seq),
      [1, 2, 3, 4],
    );
    assert.equal(seq, 4);
    fillOnce();
    fixture.commit();
    const other = await another();
    const ack = await other.call<{ resumed: boolean; seq: number }>('subscribe', {
      sub: 'f',
      channel: 'fills',
      account: alice,
      resumeFrom: 1,
    });
    assert.deepEqual([ack.resumed, ack.seq], [true, 1]);
    const first = await other.of('f');
    const second = await other.of('f');
    assert.deepEqual([first.prevSeq, first.seq, second.prevSeq, second.seq], [1, 2, 2, 6]);
  });

  test('every frame is as documented', async () => {
    const ajv = new Ajv2020({ strict: false });
    fixture.chain.place(ALICE, 'buy', 100, 10_000);
    fixture.commit();
    const subs = Object.entries(channelSchemas).map(([channel, { at }]) => ({
      sub: channel,
      channel,
      ...(at === 'account' ? { account: alice } : at === 'none' ? {} : { market: 'BTC-USD' }),
    }));
    const acks = await client.call<{ error?: unknown }[]>('subscribe', { subs });
    assert.ok(acks.every(({ error }) => error === undefined));
    const sub = fixture.chain.view.findSubaccount(ALICE, 0)!;
    const check = (frame: Frame, kind: 'snapshot' | 'update'): void => {
      const validate = ajv.compile(frameSchema(channelSchemas[frame.sub!]![kind]));
      assert.ok(validate(frame), `${frame.sub} ${kind}: ${JSON.stringify(validate.errors)} ${JSON.stringify(frame)}`);
    };
    for (const { sub: name } of subs) check(await client.of(name), 'snapshot');
    assert.ok(sub.quote > 0n);
    fillOnce();
    fixture.chain.place(ALICE, 'buy', 105, 10_000);
    fixture.chain.view.status.set(1, {
      status: 'halted',
      reasons: ['governance'],
      sinceMs: 1,
      untilMs: undefined,
      oracleMode: 'normal',
    });
    const { lastTicks } = fixture.chain.view.prices(1);
    fixture.chain.view.price.set(1, {
      mark: 1n,
      index: 2n,
      confidence: undefined,
      indexAtMs: undefined,
      lastTicks,
    });
    fixture.commit(2_000);
    for (const { sub: name } of subs) {
      if (['funding', 'transfers', 'bridge'].includes(name)) continue;
      check(await client.of(name), 'update');
    }
  });

  test('a value is sent again only when it changed', async () => {
    await client.call('subscribe', { sub: 'm', channel: 'mark', market: 'BTC-USD' });
    await client.of('m');
    fixture.commit();
    fixture.chain.view.price.set(1, { ...fixture.chain.view.prices(1), mark: undefined });
    fixture.commit();
    const update = await client.of('m');
    assert.equal(update.seq, 3);
    assert.equal((update.data as { mark: unknown }).mark, null);
  });

  test('margin says at once through which line health fell', async () => {
    await client.call('subscribe', { sub: 'm', channel: 'margin', account: alice });
    await client.of('m');
    fixture.chain.view.holdersOf.get('11'.repeat(20))!.subs.get(0)!.healthPpm = 1_150_000;
    fixture.commit(100);
    assert.equal(((await client.of('m')).data as { alert: string }).alert, '1.2');
  });

  test('requests are refused by name', async () => {
    const cases: readonly [string, unknown, number, string | undefined][] = [
      ['nonsense', {}, 8005, undefined],
      ['subscribe', { channel: 'bok', market: 'BTC-USD' }, 8006, 'channel'],
      ['subscribe', { channel: 'book', market: 'BTC-EUR' }, 4001, undefined],
      ['subscribe', { channel: 'book' }, 8006, 'market'],
      ['subscribe', { channel: 'book', market: 'BTC-USD', options: { level: 5 } }, 8001, 'level'],
      ['subscribe', { channel: 'account', account: 'nave1x' }, 8001, 'account'],
      ['subscribe', { channel: 'book', market: 'BTC-USD', account: alice }, 8006, 'account'],
      ['unsubscribe', { sub: 'none' }, 8006, 'sub'],
      ['ping', { x: 1 }, 8001, 'x'],
      ['tx', { txBytes: '!' }, 8001, 'txBytes'],
      ['cancelOnDisconnect', { txs: ['AAAA'], graceMs: 10_001 }, 8001, 'graceMs'],
    ];
    for (const [method, params, code, field] of cases) {
      const { error } = await client.ask(method, params);
      assert.equal(error?.code, code, `${method} ${JSON.stringify(params)}`);
      if (field !== undefined) assert.equal(error?.details.field, field);
    }
  });

  test('a tx goes to the pool as text and as a binary frame, and its result comes back', async () => {
    const pending = await client.call<{ status: string }>('tx', { txBytes: 'AQID' });
    assert.equal(pending.status, 'pending');
    client.socket.send(Buffer.concat([Buffer.from([0, 0, 0, 77]), Buffer.from([4, 5])]));
    const answer = await client.next((frame) => frame.id === 77);
    assert.equal((answer.result as { status: string }).status, 'pending');
    assert.deepEqual(
      fixture.gateway.sent.map((bytes) => [...bytes]),
      [
        [1, 2, 3],
        [4, 5],
      ],
    );
    const waiting = client.call<{ status: string; height: number }>('tx', { txBytes: 'CQk=', mode: 'commit' });
    while (fixture.gateway.sent.length < 3) await new Promise((resolve) => setImmediate(resolve));
    fixture.chain.tx(new Uint8Array([9, 9]));
    fixture.commit();
    assert.deepEqual([(await waiting).status, (await waiting).height], ['committed', 2]);
    const again = await client.call<{ status: string }>('tx', { txBytes: 'CQk=' });
    assert.equal(again.status, 'committed');
    assert.equal(fixture.gateway.sent.length, 3);
  });

  test('heartbeats come every 15 s, and a silent client is closed with 4408', async () => {
    const { clock } = fixture;
    clock.advance(15_000);
    const beat = await client.next((frame) => frame.type === 'heartbeat');
    assert.equal(beat.height, 1);
    // No pong is read while the clock jumps: both the pong and the close are decided by the node's clock.
    client.socket.pause();
    clock.advance(31_000);
    client.socket.resume();
    assert.equal(await client.closed, 4408);
  });

  test('signed cancels are submitted when the connection ends, and not after they were disarmed', async () => {
    const timeoutMs = fixture.clock.now() + 70_000;
    fixture.gateway.answer = { code: 0, log: '', facts: { lane: 1, timeoutMs } };
    const other = await another();
    const armed = await other.call<{ armed: number; until: number }>('cancelOnDisconnect', { txs: ['AQID'] });
    assert.deepEqual(armed, { armed: 1, until: timeoutMs });
    await client.call('cancelOnDisconnect', { txs: ['BAUG'] });
    await client.call('cancelOnDisconnect', { txs: [] });
    fixture.clock.advance(10_000);
    await other.next((frame) => frame.type === 'cancelOnDisconnect');
    await other.close();
    while (fixture.gateway.sent.length === 0) {
      fixture.clock.advance(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(
      fixture.gateway.sent.map((bytes) => [...bytes]),
      [[1, 2, 3]],
    );
  });

  test('only unordered cancels can be armed', async () => {
    fixture.gateway.answer = { code: 0, log: '', facts: { lane: 3, timeoutMs: 1 } };
    assert.equal((await client.ask('cancelOnDisconnect', { txs: ['AQID'] })).error?.code, 8001);
    fixture.gateway.answer = { code: 0, log: '', facts: { lane: 1, sequence: 4 } };
    assert.equal((await client.ask('cancelOnDisconnect', { txs: ['AQID'] })).error?.code, 8001);
  });

  test('the eleventh connection of an address is closed with 4429', async () => {
    for (let i = 0; i < 9; i++) await another();
    const late = await WsClient.connect(port);
    assert.equal((await late.next((frame) => frame.id === null)).error?.code, 5011);
    assert.equal(await late.closed, 4429);
  });

  test('text that is no JSON closes with 4400, a large frame with 1009', async () => {
    const one = await another();
    one.socket.send('{');
    assert.equal(await one.closed, 4400);
    const two = await another();
    two.socket.send('x'.repeat(140_000));
    assert.equal(await two.closed, 1009);
  });

  test('a stopping node says goodbye with 1001', async () => {
    await fixture.api.stop();
    assert.equal(await client.closed, 1001);
  });
});
