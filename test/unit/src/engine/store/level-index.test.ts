import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AbciEvent } from '#chain/app-types.ts';
import { utf8 } from '#chain/lib/bytes.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import { eventValues } from '#src/engine/query/event-values.ts';
import { compileQuery } from '#src/engine/query/match.ts';
import { parseQuery } from '#src/engine/query/parse.ts';
import { encodeRecord } from '#src/engine/store/block-record.ts';
import { LevelIndex } from '#src/engine/store/level-index.ts';
import { WorkerIndex } from '#src/engine/store/worker-index.ts';
import { type RecordedTx, recordOf } from '#test/support/block-records.ts';
import { temporaryDirectory } from '#test/support/solo-chain.ts';

const ALL = { order: 'asc', offset: 0, limit: 1_000_000 } as const;

function randomNumbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const attribute = (key: string, value: string, index = true) => ({ key, value, index });

/** Blocks with events of few distinct values, so that every query finds something. */
function randomBlocks(seed: number, count: number): { txs: RecordedTx[]; events: AbciEvent[] }[] {
  const random = randomNumbers(seed);
  const texts = ['a', 'b', 'ab', '', 'it’s', '5', '12uusdc', '7.5', '2026-01-31', '2026-02-01T00:00:00Z'];
  const someEvents = (): AbciEvent[] =>
    Array.from({ length: random(3) }, () => ({
      type: ['message', 'transfer', 'fill.x'][random(3)]!,
      attributes: Array.from({ length: random(4) }, () =>
        attribute(['sender', 'amount', 'x'][random(3)]!, texts[random(texts.length)]!, random(5) > 0),
      ),
    }));
  return Array.from({ length: count }, (_, height) => ({
    txs: Array.from({ length: random(4) }, (_, i) => ({ tx: utf8(`${seed}/${height}/${i}`), events: someEvents() })),
    events: someEvents(),
  }));
}

const QUERIES = [
  "message.sender='a'",
  "message.sender='a' AND transfer.amount='b'",
  "message.sender CONTAINS 'b'",
  'message.sender EXISTS',
  'message EXISTS',
  'transfer.amount > 6',
  'transfer.amount = 12',
  'transfer.amount >= 5 AND transfer.amount < 8',
  'fill.x.x EXISTS AND tx.height > 10',
  'tx.height = 7',
  "tx.height = '7'",
  'tx.height > 3 AND tx.height <= 9',
  'tx.height >= 3.5 AND tx.height < 9.5',
  "tx.height CONTAINS '1'",
  'tx.height > 9 AND tx.height < 9',
  'tx.height EXISTS',
  'message.sender = DATE 2026-01-31',
  'message.sender >= TIME 2026-01-31T00:00:00Z',
  "message.sender='nobody'",
  "message.sender=''",
];

const indexedOnly = (events: readonly AbciEvent[]): AbciEvent[] =>
  events.map((event) => ({ ...event, attributes: event.attributes.filter(({ index }) => index) }));

test('searches find exactly what the query matcher finds by looking at every tx', async (t) => {
  const seed = 4711;
  const blocks = randomBlocks(seed, 40);
  const index = await LevelIndex.open(join(temporaryDirectory(t), 'index'));
  t.after(() => index.close());
  for (const [i, { txs, events }] of blocks.entries())
    await index.add(i + 1, encodeRecord(recordOf(i + 1, txs, events)));
  let found = 0;
  for (const text of QUERIES) {
    const query = parseQuery(text);
    const matches = compileQuery(query);
    const expected = blocks.flatMap(({ txs }, i) =>
      txs.flatMap(({ tx, events }, at) => {
        const hash = Buffer.from(sha256(tx)).toString('hex').toUpperCase();
        const values = eventValues(indexedOnly(events), { 'tx.hash': hash, 'tx.height': String(i + 1) });
        // The index knows attributes, not event types: `message EXISTS` is a subscription's question.
        return text !== 'message EXISTS' && matches(values) ? [{ height: i + 1, index: at }] : [];
      }),
    );
    const { total, items } = await index.searchTxs(query, ALL);
    assert.deepEqual(items, expected, `${text}, seed ${seed}`);
    assert.equal(total, expected.length);
    found += total;
    const blockText = text.replaceAll('tx.height', 'block.height');
    const blockQuery = parseQuery(blockText);
    const blockMatches = compileQuery(blockQuery);
    const heights = blocks.flatMap(({ events }, i) =>
      text !== 'message EXISTS' && blockMatches(eventValues(indexedOnly(events), { 'block.height': String(i + 1) }))
        ? [i + 1]
        : [],
    );
    assert.deepEqual((await index.searchBlocks(blockQuery, ALL)).items, heights, blockText);
  }
  assert.ok(found > 100);
});

test('pages cut the ordered result, in both orders', async (t) => {
  const index = await LevelIndex.open(join(temporaryDirectory(t), 'index'));
  t.after(() => index.close());
  const events = [{ type: 'm', attributes: [attribute('k', 'v')] }];
  const txs = Array.from({ length: 25 }, (_, i) => ({ tx: utf8(`tx${i}`), events }));
  await index.add(1, encodeRecord(recordOf(1, txs)));
  const query = parseQuery("m.k='v'");
  const page = await index.searchTxs(query, { order: 'asc', offset: 20, limit: 10 });
  assert.deepEqual(
    page.items.map((item) => item.index),
    [20, 21, 22, 23, 24],
  );
  assert.equal(page.total, 25);
  const last = await index.searchTxs(query, { order: 'desc', offset: 0, limit: 2 });
  assert.deepEqual(
    last.items.map((item) => item.index),
    [24, 23],
  );
});

test('attributes of any bytes do not run into each other', async (t) => {
  const index = await LevelIndex.open(join(temporaryDirectory(t), 'index'));
  t.after(() => index.close());
  const values = ['', '\0', '\0\0', 'a', 'a\0', 'ab', '\uffff', 'é', 'x'.repeat(70_000)];
  const txs = values.map((value, i) => ({
    tx: utf8(String(i)),
    events: [{ type: 'm', attributes: [attribute('k', value)] }],
  }));
  txs.push({ tx: utf8('other'), events: [{ type: 'm', attributes: [attribute('kk', 'a')] }] });
  await index.add(1, encodeRecord(recordOf(1, txs)));
  for (const [i, value] of values.entries()) {
    if (value.length > 1000) continue;
    const query = [{ tag: 'm.k', operator: '=', argument: { kind: 'string', text: value } }] as const;
    assert.deepEqual((await index.searchTxs(query, ALL)).items, [{ height: 1, index: i }], JSON.stringify(value));
  }
  assert.equal((await index.searchTxs(parseQuery('m.k EXISTS'), ALL)).total, values.length - 1);
});

test('the index survives a restart, in a worker too, and serves searches in the order they came', async (t) => {
  const directory = join(temporaryDirectory(t), 'index');
  const events = [{ type: 'm', attributes: [attribute('k', 'v')] }];
  const first = await WorkerIndex.open(directory);
  const additions = [1, 2, 3].map((height) =>
    first.add(height, encodeRecord(recordOf(height, [{ tx: utf8(`tx${height}`), events }]))),
  );
  const found = await first.searchTxs(parseQuery("m.k='v'"), ALL);
  assert.equal(found.total, 3);
  await Promise.all(additions);
  await first.close();
  const second = await WorkerIndex.open(directory);
  assert.equal(await second.height(), 3);
  assert.deepEqual(await second.findTx(sha256(utf8('tx2'))), { height: 2, index: 0 });
  assert.equal(await second.findTx(new Uint8Array(32)), undefined);
  assert.equal(await second.findBlock(recordOf(3, [{ tx: utf8('tx3'), events }]).blockId.hash), 3);
  await assert.rejects(
    second.searchTxs([{ tag: 'a', operator: '=', argument: { kind: 'date', text: 'x' } }], ALL),
    /invalid DATE/,
  );
  await second.close();
  await assert.rejects(second.height(), /has stopped/);
});

test('an index that cannot be opened says so', async (t) => {
  const directory = join(temporaryDirectory(t), 'index');
  const holder = await LevelIndex.open(directory);
  await assert.rejects(WorkerIndex.open(directory));
  await holder.close();
});
