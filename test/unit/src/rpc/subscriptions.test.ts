import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockCommitted } from '#chain/app-types.ts';
import { EMPTY, utf8 } from '#chain/lib/bytes.ts';
import { ChangedRecords } from '#chain/state/changed-records.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import type { PublishedBlock } from '#src/engine/solo/solo-engine.ts';
import { StoredBlock } from '#src/engine/store/block-record.ts';
import { CommitWaiter } from '#src/rpc/commit-waiter.ts';
import { type Subscriber, Subscriptions } from '#src/rpc/subscriptions.ts';
import { recordOf } from '#test/support/block-records.ts';

function published(height: number, senders: readonly string[]): PublishedBlock {
  const txs = senders.map((sender, i) => ({
    tx: utf8(`${height}/${i}`),
    events: [{ type: 'message', attributes: [{ key: 'sender', value: sender, index: true }] }],
  }));
  const stored = StoredBlock.of(recordOf(height, txs));
  const committed: BlockCommitted = {
    height,
    timeMs: height,
    timeNs: BigInt(height),
    txs: txs.map(({ tx }, i) => ({ bytes: tx, hash: sha256(tx), result: stored.results.txResults[i]! })),
    events: [],
    appHash: EMPTY,
    stateRoot: EMPTY,
    eventsRoot: EMPTY,
    changes: ChangedRecords.of([]),
    facts: { version: 1, height, stateRoot: EMPTY, eventsRoot: EMPTY, slotsUsed: 0 },
  };
  return { committed, stored };
}

interface Frame {
  readonly id: number;
  readonly error?: { data: string };
  readonly result?: { query: string; data: { type: string } };
}

function recorder(): Subscriber & { frames: Frame[]; isStuck: boolean; dropped: string | undefined } {
  const subscriber = {
    frames: [] as Frame[],
    isStuck: false,
    dropped: undefined as string | undefined,
    send: (frame: string) => void subscriber.frames.push(JSON.parse(frame)),
    isSlow: () => subscriber.isStuck,
    drop: (reason: string) => {
      subscriber.dropped = reason;
    },
  };
  return subscriber;
}

const limits = { maxSubscribers: 10, maxPerSubscriber: 10 };

test('each subscriber gets what its queries match, in CometBFT’s order', () => {
  const subscriptions = new Subscriptions(limits);
  const all = recorder();
  const some = recorder();
  subscriptions.subscribe(all, 1, 'tm.event EXISTS');
  subscriptions.subscribe(some, 2, "tm.event='Tx' AND message.sender='bob'");
  subscriptions.subscribe(some, 3, "tm.event='NewBlockHeader'");
  subscriptions.publish(published(5, ['alice', 'bob', 'bob']));
  assert.deepEqual(
    all.frames.map(({ result }) => result!.data.type.split('/').at(-1)),
    ['NewBlock', 'NewBlockHeader', 'NewBlockEvents', 'Tx', 'Tx', 'Tx'],
  );
  assert.deepEqual(
    some.frames.map(({ id }) => id),
    [3, 2, 2],
  );
});

test('a slow subscriber is told why, dropped, and holds up nobody', () => {
  const subscriptions = new Subscriptions(limits);
  const slow = recorder();
  const quick = recorder();
  subscriptions.subscribe(slow, 1, "tm.event='NewBlock'");
  subscriptions.subscribe(slow, 2, "tm.event='Tx'");
  subscriptions.subscribe(quick, 3, "tm.event='NewBlock'");
  slow.isStuck = true;
  subscriptions.publish(published(5, ['alice']));
  assert.deepEqual(
    slow.frames.map(({ id, error }) => [id, error?.data]),
    [
      [1, 'subscription was canceled (reason: slow client)'],
      [2, 'subscription was canceled (reason: slow client)'],
    ],
  );
  assert.equal(slow.dropped, 'slow client');
  assert.equal(quick.frames.length, 1);
  subscriptions.publish(published(6, []));
  assert.equal(slow.frames.length, 2);
});

test('closing cancels every subscription', () => {
  const subscriptions = new Subscriptions(limits);
  const one = recorder();
  subscriptions.subscribe(one, 'x' as never, "tm.event='Tx'");
  subscriptions.close();
  assert.equal(one.frames[0]!.error!.data, 'subscription was canceled (reason: CometBFT exited)');
  assert.equal(one.dropped, 'CometBFT exited');
});

test('waiting for a commit ends with the tx, the timeout, or cancel, and makes room again', async () => {
  const waiter = new CommitWaiter(2);
  const block = published(9, ['alice']);
  const hash = Buffer.from(block.committed.txs[0]!.hash).toString('hex');
  const seen = waiter.watch(hash, 60_000);
  const late = waiter.watch('other', 1);
  assert.throws(() => waiter.watch('third', 1), /max_subscription_clients 2 reached/);
  waiter.publish(block);
  assert.equal((await seen.committed)!.height, 9);
  assert.equal(await late.committed, undefined);
  const again = waiter.watch(hash, 60_000);
  again.cancel();
  assert.equal(await again.committed, undefined);
  const open = waiter.watch('x', 60_000);
  waiter.close();
  assert.equal(await open.committed, undefined);
});
