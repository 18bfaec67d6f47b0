import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { WebSocket } from 'ws';
import { defaultApiConfig } from '#src/api/config.ts';
import { MarketUnits } from '#src/api/format/market-names.ts';
import { CancelOnDisconnect } from '#src/api/ws/cancel-on-disconnect.ts';
import { Connection } from '#src/api/ws/connection.ts';
import { body } from '#src/api/ws/frame.ts';
import type { Stream } from '#src/api/ws/stream.ts';
import { BookStream } from '#src/api/ws/streams/book-stream.ts';
import { Subscription } from '#src/api/ws/subscription.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import { FakeClock, FakeGateway } from '#test/support/api-fixture.ts';
import { ALICE, FakeChain } from '#test/support/fake-chain.ts';
import { BTC } from '#test/support/fake-view.ts';

class Sink {
  slow = false;
  readonly sent: { seq: number; prevSeq: number | null; data: { bids: unknown[] } }[] = [];
  isSlow(): boolean {
    return this.slow;
  }
  cork(): boolean {
    return false;
  }
  uncork(): void {}
  sendFrame(head: Uint8Array, tail: Uint8Array): void {
    this.sent.push(JSON.parse(Buffer.concat([head, tail]).toString()));
  }
}

/** What streams read of a block. */
function blockOf(chain: FakeChain, afterMs = 250): IndexedBlock {
  const { height, timeMs } = chain.commit(afterMs);
  const block = { height, timeMs, hash: '', appHash: '', txs: 0, events: 0, proposer: '', lines: [] };
  const none = {
    txs: [],
    trades: [],
    fills: [],
    orders: [],
    fundingPayments: [],
    fundingRates: [],
    ledger: [],
    transfers: [],
    accountEvents: [],
    minutes: [],
    positionFacts: [],
    bridge: undefined,
  };
  return { block, ...none, touchedMarkets: [1] };
}

const bookOf = (chain: FakeChain, l3 = false, intervalMs = 0): BookStream =>
  new BookStream('k', '"channel":"book"', chain.view, new MarketUnits(BTC), { levels: 100, intervalMs, l3 }, 100);

test('a slow reader gets one merged update that does what all missed ones did, linked to what it last had', () => {
  const chain = new FakeChain();
  const stream = bookOf(chain);
  const sink = new Sink();
  const subscription = new Subscription('b', stream, {}, sink);
  subscription.begin(stream.start(undefined));
  const publish = (): void => {
    for (const one of stream.onBlock(blockOf(chain))) subscription.deliver(one);
  };
  sink.slow = true;
  chain.place(ALICE, 'buy', 100, 10_000);
  publish();
  chain.place(ALICE, 'buy', 101, 10_000);
  publish();
  chain.cancel(1, 1);
  publish();
  assert.equal(sink.sent.length, 1);
  sink.slow = false;
  subscription.flush();
  assert.deepEqual(
    sink.sent.slice(1).map(({ seq, prevSeq, data }) => [seq, prevSeq, data.bids]),
    [
      [
        3,
        0,
        [
          ['50', '0'],
          ['50.5', '1'],
        ],
      ],
    ],
  );
  chain.cancel(1, 2);
  publish();
  assert.deepEqual([sink.sent[2]?.prevSeq, sink.sent[2]?.seq], [3, 4]);
});

test('what came while a subscription started is sent after it, once', () => {
  const sink = new Sink();
  const bodies = [1, 2, 3].map((seq) => body('update', seq, { height: seq, timeMs: 0 }, () => ({ bids: [seq] })));
  const stream: Stream = {
    key: 'k',
    head: '"channel":"trades"',
    isMergeable: false,
    onBlock: () => [],
    start: () => ({ resumed: true, bodies: [bodies[0]!, bodies[1]!], seq: 0, liveAfter: 2 }),
    merge: (_first, second) => second,
  };
  const subscription = new Subscription('t', stream, {}, sink);
  subscription.deliver(bodies[1]!);
  subscription.deliver(bodies[2]!);
  assert.equal(sink.sent.length, 0);
  subscription.begin({ resumed: true, bodies: [bodies[0]!, bodies[1]!], seq: 0, liveAfter: 2 });
  assert.deepEqual(
    sink.sent.map(({ seq, prevSeq }) => [seq, prevSeq]),
    [
      [1, 0],
      [2, 1],
      [3, 2],
    ],
  );
});

test('an order-by-order newcomer inside an interval begins where the last update ended', () => {
  const chain = new FakeChain();
  const stream = bookOf(chain, true, 500);
  chain.place(ALICE, 'buy', 100, 10_000);
  assert.deepEqual(stream.onBlock(blockOf(chain, 200)), []);
  const start = stream.start(undefined);
  assert.deepEqual([start.seq, JSON.parse(start.bodies[0]!.json()).bids], [0, []]);
  const [update] = stream.onBlock(blockOf(chain, 400));
  assert.deepEqual(JSON.parse(update!.json()).bids, [['50', '1', '1-1']]);
});

test('an order-by-order resume inside a merged update is refused by a snapshot', () => {
  const chain = new FakeChain();
  const stream = bookOf(chain, true, 500);
  for (let i = 0; i < 3; i++) {
    chain.place(ALICE, 'buy', 100 + i, 10_000);
    stream.onBlock(blockOf(chain, 250));
  }
  assert.equal(stream.start(1).resumed, false);
  assert.equal(stream.start(0).resumed, true);
});

class FakeSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  closedWith: number | undefined;
  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {}
  close(code: number): void {
    this.closedWith = code;
    this.emit('close');
  }
}

function connectionOn(socket: FakeSocket, clock: FakeClock): Connection {
  const handler = {
    request: async () => ({ result: {} }),
    binaryTx: async () => ({ result: {} }),
    closed: () => {},
    failed: () => {},
  };
  const gateway = new FakeGateway();
  return new Connection(
    socket as unknown as WebSocket,
    'ip',
    defaultApiConfig.ws,
    handler,
    () => clock.now(),
    () => new CancelOnDisconnect(gateway, clock, () => {}),
  );
}

const [HEAD, TAIL] = [Buffer.from('{'), Buffer.from('}')];

test('frames that must arrive close a reader that is 1 MiB behind with 4509, others never do', () => {
  const socket = new FakeSocket();
  const connection = connectionOn(socket, new FakeClock());
  socket.bufferedAmount = 1_048_577;
  connection.sendFrame(HEAD, TAIL, false);
  assert.equal(socket.closedWith, undefined);
  connection.sendFrame(HEAD, TAIL, true);
  assert.equal(socket.closedWith, 4509);
  connection.sendFrame(HEAD, TAIL, true);
  assert.equal(socket.sent.length, 1);
});

test('merging begins above 256 KiB', () => {
  const socket = new FakeSocket();
  const connection = connectionOn(socket, new FakeClock());
  socket.bufferedAmount = 262_144;
  assert.equal(connection.isSlow(), false);
  socket.bufferedAmount++;
  assert.equal(connection.isSlow(), true);
});

test('any frame of the client keeps the connection; 30 s without one close it with 4408', () => {
  const socket = new FakeSocket();
  const clock = new FakeClock();
  const connection = connectionOn(socket, clock);
  for (let i = 0; i < 3; i++) {
    clock.advance(29_000);
    socket.emit('pong');
    connection.checkIdle();
  }
  assert.equal(socket.closedWith, undefined);
  clock.advance(30_001);
  connection.checkIdle();
  assert.equal(socket.closedWith, 4408);
});
