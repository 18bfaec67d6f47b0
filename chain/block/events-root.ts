import { messages } from '#proto/generated/messages.ts';
import { BlockEvent } from '#proto/generated/nave.chain.v1.ts';
import { invariant } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import { merkleRoot } from '../lib/merkle.ts';
import type { PlacedEvent } from '../state/event-log.ts';

const PHASES = { begin: 1, tx: 2, end: 3 } as const;

/** One event as it is hashed (proto/nave/chain/v1/events.proto). */
export function encodeEvent(placed: PlacedEvent): Uint8Array {
  const codec = messages.get(`/${placed.event.type}`);
  invariant(codec !== undefined, `event ${placed.event.type} has no message`);
  return BlockEvent.encode({
    phase: PHASES[placed.phase],
    tx: placed.tx + 1,
    item: placed.item + 1,
    type: placed.event.type,
    data: codec.encode(placed.event),
  });
}

/** RFC 6962 root of a block's events in order of emission (spec: chain §2). */
export function eventsRoot(events: readonly PlacedEvent[], crypto: Crypto): Uint8Array {
  return merkleRoot(events.map(encodeEvent), crypto);
}
