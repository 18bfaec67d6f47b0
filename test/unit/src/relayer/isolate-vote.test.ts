import { deepEqual, equal } from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import type { HubPort, SpokeMode } from '#src/relayer/hub-port.ts';
import { reportRewrittenChain } from '#src/relayer/isolate-vote.ts';
import { FakeHub } from '#test/support/fake-hub.ts';

const DOMAIN = {
  chainId: 31_337n,
  vault: '0x00000000000000000000000000000000000000aa',
  hubSalt: `0x${'11'.repeat(32)}`,
} as const;

function report(state: SpokeMode, isolate?: (spoke: number) => Promise<void>, port: Partial<HubPort> = {}) {
  const hub = new FakeHub(DOMAIN, []);
  hub.spoke.state = state;
  const said: string[] = [];
  const stop = new AbortController();
  const done = reportRewrittenChain(1, {
    hub: { ...hub.port(0), ...port },
    ...(isolate !== undefined && { isolate }),
    onEvent: ({ level, job, spoke, message }) => said.push(`${level} ${job} ${spoke} ${message}`),
    signal: stop.signal,
  });
  return { hub, said, stop, done };
}

/** Lets `ms` pass in steps, so that what waits between them goes on. */
async function pass(t: TestContext, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 1_000) {
    t.mock.timers.tick(1_000);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
}

it('votes once on an open spoke', async () => {
  const votes: number[] = [];
  const { said, done } = report('active', async (spoke) => void votes.push(spoke));
  await done;
  deepEqual(votes, [1]);
  deepEqual(said, ['alarm observer 1 voted to isolate this spoke']);
});

for (const state of ['isolated', 'retired'] as const) {
  it(`leaves no vote behind on a spoke that is ${state} already`, async () => {
    const votes: number[] = [];
    const { said, done } = report(state, async (spoke) => void votes.push(spoke));
    await done;
    deepEqual(votes, []);
    deepEqual(said, ['alarm observer 1 this spoke is isolated or retired: no vote is needed']);
  });
}

it('without an operator’s key asks a person', async () => {
  const { said, done } = report('active');
  await done;
  deepEqual(said, ['alarm observer 1 no keys.operator: vote by hand: nave tx vote-spoke-state 1 isolated']);
});

it('tries again every 5 s while hub or vote fail, says why once, and stops when others were faster', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let tries = 0;
  const { hub, said, done } = report('active', async () => {
    tries += 1;
    throw new Error(tries < 3 ? 'no connection' : 'too early');
  });
  await pass(t, 21_000);
  equal(tries, 5);
  hub.spoke.state = 'isolated';
  await pass(t, 5_000);
  await done;
  equal(tries, 5);
  deepEqual(said, [
    'warn observer 1 the vote to isolate this spoke fails, trying again: no connection',
    'warn observer 1 the vote to isolate this spoke fails, trying again: too early',
    'alarm observer 1 this spoke is isolated or retired: no vote is needed',
  ]);
});

it('gives up after ten minutes with an alarm', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let tries = 0;
  const spokes = async (): Promise<never> => {
    tries += 1;
    throw new Error('the hub does not answer');
  };
  const { said, done } = report('active', async () => {}, { spokes });
  await pass(t, 606_000);
  await done;
  equal(tries, 120);
  equal(
    said.at(-1),
    'alarm observer 1 the vote to isolate this spoke did not reach the hub (the hub does not answer): vote by hand: nave tx vote-spoke-state 1 isolated',
  );
});

it('ends at once and in silence when the relayer stops', async () => {
  const under = Promise.withResolvers<void>();
  const { said, stop, done } = report('active', () => under.promise);
  stop.abort();
  under.reject(new Error('aborted'));
  await done;
  deepEqual(said, []);
});
