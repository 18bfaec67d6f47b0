import { Msg, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { outgoing } from '#src/client/build-tx.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import type { RelayerRun } from './relayer-types.ts';
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
 * quorum of such votes isolates the spoke (spec: bridge §2); without an operator's key a person has to vote.
 */
export async function reportRewrittenChain(spoke: number, { isolate, onEvent, signal }: RelayerRun): Promise<void> {
  const say = (message: string): void => onEvent({ level: 'alarm', job: 'observer', spoke, message });
  if (isolate === undefined) {
    say('no keys.operator: vote to isolate this spoke by hand');
    return;
  }
  const pause = new Waker();
  let last = '';
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    try {
      await isolate(spoke);
      say('voted to isolate this spoke');
      return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await pause.wait(AGAIN_MS, signal);
  }
  if (!signal.aborted) say(`the vote to isolate this spoke did not reach the hub (${last}): vote by hand`);
}
