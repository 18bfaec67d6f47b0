import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { it } from 'node:test';
import { KeyWriter } from '#src/relayer/submitter/key-writer.ts';
import { NonceTable } from '#src/relayer/submitter/nonce-table.ts';

const ADDRESS = '0x00000000000000000000000000000000000000aa';
const FEES = { gas: 21_000n, maxFeePerGas: 2n, maxPriorityFeePerGas: 1n } as const;
const SECOND = 1_000;

function createWriter(): KeyWriter {
  return new KeyWriter(NonceTable.open(':memory:', { chainId: 1n, sender: ADDRESS, hubSalt: `0x${'11'.repeat(32)}` }));
}

function record(writer: KeyWriter, nonce: number): void {
  writer.table.record(
    { nonce, job: KeyWriter.recorded(1, 'pay'), to: ADDRESS, data: '0x', ...FEES },
    { hash: '0x01', raw: '0x02' },
  );
}

it('runs one task at a time, in the order of the calls, and one that fails stops none', async () => {
  const writer = createWriter();
  const done: string[] = [];
  const first = writer.alone(async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
    done.push('first');
  });
  const second = writer.alone(async () => {
    done.push('second');
    throw new Error('broken');
  });
  const third = writer.alone(async () => {
    done.push('third');
    return 3;
  });
  await first;
  await rejects(second, /broken/);
  equal(await third, 3);
  deepEqual(done, ['first', 'second', 'third']);
});

it('lets nobody begin while a transaction is on its way, and then the one who was refused first', () => {
  const writer = createWriter();
  ok(writer.mayBegin(1, 0));
  record(writer, 0);
  writer.begun(1);
  equal(writer.mayBegin(2, SECOND), false);
  equal(writer.mayBegin(3, 2 * SECOND), false);
  equal(writer.mayBegin(2, 3 * SECOND), false);
  writer.table.remove(0);
  equal(writer.mayBegin(1, 4 * SECOND), false, 'the one that had its turn');
  equal(writer.mayBegin(3, 5 * SECOND), false, 'after 2');
  ok(writer.mayBegin(2, 6 * SECOND));
  writer.begun(2);
  ok(writer.mayBegin(3, 7 * SECOND));
  writer.begun(3);
  ok(writer.mayBegin(1, 8 * SECOND));
});

it('waits ten seconds at most for one that was refused and does not come back', () => {
  const writer = createWriter();
  record(writer, 0);
  equal(writer.mayBegin(2, 0), false);
  writer.table.remove(0);
  equal(writer.mayBegin(1, 9 * SECOND), false);
  ok(writer.mayBegin(1, 10 * SECOND));
});

it('knows whose a recorded transaction is, and leaves one of a spoke that is not served to who finds it', () => {
  const writer = createWriter();
  writer.join(1, undefined);
  writer.join(2, 70n);
  deepEqual(writer.ownerOf(KeyWriter.recorded(2, 'submit 1 1'), 1), { spoke: 2, job: 'submit 1 1', ceiling: 70n });
  deepEqual(writer.ownerOf(KeyWriter.recorded(1, 'a: b'), 2), { spoke: 1, job: 'a: b' });
  deepEqual(writer.ownerOf(KeyWriter.recorded(9, 'submit 1 1'), 2), { spoke: 2, job: 'submit 1 1', ceiling: 70n });
  deepEqual(writer.ownerOf('of an older version', 1), { spoke: 1, job: 'of an older version' });
});

it('tells a result once', () => {
  const writer = createWriter();
  writer.deliver(2, { kind: 'lost', job: 'x' });
  equal(writer.takeResult(1), undefined);
  deepEqual(writer.takeResult(2), { kind: 'lost', job: 'x' });
  equal(writer.takeResult(2), undefined);
});
