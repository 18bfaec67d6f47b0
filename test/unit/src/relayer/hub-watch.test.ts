import { equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { HubBatch, HubPort, HubSpoke } from '#src/relayer/hub-port.ts';
import { HubWatch } from '#src/relayer/hub-watch.ts';
import { Waker } from '#src/relayer/waker.ts';

/** A hub of one spoke that counts what it is asked. */
function world() {
  const asked = { spokes: 0, batches: 0, sets: 0 };
  let committed = 1n;
  let batches: Partial<HubBatch>[] = [];
  let nowMs = 0;
  let failure: Error | undefined;
  const hub = {
    spokes: async () => {
      asked.spokes++;
      if (failure !== undefined) throw failure;
      return [{ spoke: 1, routes: [{ token: '0x01', tokenDecimals: 6, committed }] } as unknown as HubSpoke];
    },
    batches: async () => {
      asked.batches++;
      return batches as HubBatch[];
    },
    sets: async () => {
      asked.sets++;
      return [];
    },
    hubSalt: async () => '0x11',
    signBatch: async () => undefined,
  } as unknown as HubPort;
  const watch = new HubWatch({ hub, intervalMs: 100, monotonicMs: () => nowMs });
  return {
    asked,
    watch,
    pass: (ms: number) => (nowMs += ms),
    change: (next: { committed?: bigint; batches?: Partial<HubBatch>[]; failure?: Error | undefined }) => {
      committed = next.committed ?? committed;
      batches = next.batches ?? batches;
      failure = next.failure;
    },
  };
}
const isAwake = async (waker: Waker): Promise<boolean> => {
  const controller = new AbortController();
  const first = await Promise.race([
    waker.wait(1_000_000, controller.signal).then(() => true),
    new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
  ]);
  controller.abort();
  return first;
};

test('the hub is asked once an interval however many ask', async () => {
  const { asked, watch, pass } = world();
  for (let i = 0; i < 5; i++) await Promise.all([watch.port.spokes(), watch.port.batches(1), watch.port.spokes()]);
  equal(`${asked.spokes} ${asked.batches}`, '1 1');
  pass(100);
  await watch.port.batches(1);
  equal(`${asked.spokes} ${asked.batches}`, '2 2');
});

test('batches are asked for rarely while no withdrawal could be in one, and at once when one can', async () => {
  const { asked, watch, pass, change } = world();
  change({ committed: 0n });
  await watch.port.batches(1);
  pass(500);
  await watch.port.batches(1);
  equal(asked.batches, 1);
  change({ committed: 5n });
  pass(100);
  await watch.port.batches(1);
  equal(asked.batches, 2);
});

test('whoever waits is woken by a change and by nothing else', async () => {
  const { watch, pass, change } = world();
  const waker = new Waker();
  watch.wakeOnChange(1, waker);
  await watch.look();
  await isAwake(waker);
  pass(100);
  await watch.look();
  equal(await isAwake(waker), false, 'nothing changed');
  change({ batches: [{ batchNonce: 7n }] });
  pass(100);
  await watch.look();
  equal(await isAwake(waker), true);
});

test('what did not change stays the same object', async () => {
  const { watch, pass } = world();
  const before = await watch.port.spokes();
  pass(100);
  equal(await watch.port.spokes(), before);
});

test('an own signature makes what was read before old', async () => {
  const { asked, watch } = world();
  await watch.port.batches(1);
  await watch.port.signBatch(1, 1n, 1n, '0x');
  await watch.port.batches(1);
  equal(asked.batches, 2);
});

test('a hub that is silent rejects those who ask, and its return wakes those who failed', async () => {
  const { watch, pass, change } = world();
  const waker = new Waker();
  watch.wakeOnReturn(waker);
  change({ failure: new Error('silent') });
  await watch.look();
  await rejects(watch.port.spokes(), /silent/);
  change({ failure: undefined });
  await watch.look();
  equal(await isAwake(waker), true);
  pass(100);
  await watch.look();
  equal(await isAwake(waker), false);
});
