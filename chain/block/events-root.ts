import { messages } from '#proto/generated/messages.ts';
import { BlockEvent } from '#proto/generated/nave.chain.v1.ts';
import { EMPTY } from '../lib/bytes.ts';
import { invariant } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import { LEAF, MerkleRoot } from '../lib/merkle.ts';
import { type Codec, envelopeEncoder } from '../lib/protobuf.ts';
import type { PlacedEvent } from '../state/event-log.ts';

const PHASES = { begin: 1, tx: 2, end: 3 } as const;
const DATA_FIELD = 5;

const encode = envelopeEncoder(BlockEvent, DATA_FIELD);
/** Event type → codec of its message: `messages` by the name events carry. */
const codecs = new Map<string, Codec<unknown>>([...messages].map(([url, codec]) => [url.slice(1), codec]));

/** Prefix ‖ event as it is hashed (proto/nave/chain/v1/events.proto); a view that the next encoding overwrites. */
function encodeLeaf({ phase, tx, item, event }: PlacedEvent): Uint8Array {
  const codec = codecs.get(event.type);
  invariant(codec !== undefined, `event ${event.type} has no message`);
  return encode(
    LEAF,
    { phase: PHASES[phase], tx: tx + 1, item: item + 1, type: event.type, data: EMPTY },
    codec,
    event,
  );
}

/** RFC 6962 root of a block's events in order of emission (spec: chain §2). */
export function eventsRoot(events: readonly PlacedEvent[], crypto: Crypto): Uint8Array {
  const tree = new MerkleRoot(events.length, crypto);
  for (const event of events) tree.add(encodeLeaf(event));
  return tree.root();
}
