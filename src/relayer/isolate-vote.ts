import { Msg, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { outgoing } from '#src/client/build-tx.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import type { HubSpoke } from './hub-port.ts';
import type { RelayerEvent, RelayerRun } from './relayer-types.ts';
import { Waker } from './waker.ts';

const AGAIN_MS = 5_000;
const TRIES = 120;

/** The operator's vote that nothing of a spoke may be believed until validators or the authority say otherwise. */
export async function voteToIsolate(operator: NaveClient, spoke: number): Promise<void> {
  const vote = { validator: operator.signerAccount, spoke, state: SpokeState.ISOLATED, until: 0 };
  await operator.send([outgoing(Msg.voteSpokeState.request, vote)]);
}

/**
 * After final blocks were rewritten: brings the vote to the hub, again and again for ten minutes, and says how it went. A
 * quorum of such votes isolates the spoke (spec: bridge §2); without an operator's key a person has to vote. A spoke that
 * is isolated or retired already needs no vote. Never rejects.
 */
export async function reportRewrittenChain(
  spoke: number,
  { hub, isolate, onEvent, signal }: Pick<RelayerRun, 'hub' | 'isolate' | 'onEvent' | 'signal'>,
): Promise<void> {
  const say = (message: string, level: RelayerEvent['level'] = 'alarm'): void =>
    onEvent({ level, job: 'observer', spoke, message });
  const byHand = `vote by hand: nave tx vote-spoke-state ${spoke} isolated`;
  if (isolate === undefined) {
    say(`no keys.operator: ${byHand}`);
    return;
  }
  const pause = new Waker();
  let last: string | undefined;
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    try {
      if (isClosed((await hub.spokes()).find((one) => one.spoke === spoke))) {
        say('this spoke is isolated or retired: no vote is needed');
        return;
      }
      await isolate(spoke);
      say('voted to isolate this spoke');
      return;
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      if (why !== last) say(`the vote to isolate this spoke fails, trying again: ${why}`, 'warn');
      last = why;
    }
    await pause.wait(AGAIN_MS, signal);
  }
  if (!signal.aborted) say(`the vote to isolate this spoke did not reach the hub (${last}): ${byHand}`);
}

const isClosed = (spoke: HubSpoke | undefined): boolean => spoke?.state === 'isolated' || spoke?.state === 'retired';
