import { messages } from '#proto/generated/messages.ts';
import { invariant } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import { LEAF, MerkleRoot } from '../lib/merkle.ts';
import { type Codec, messageWriter } from '../lib/protobuf.ts';
import { ProtobufWriter } from '../lib/protobuf-writer.ts';
import type { ChainEvent, EventLog, EventReader, EventRow } from '../state/event-log.ts';

/** Event type → writer of its message: `messages` by the name events carry. */
const writers = new Map(
  [...messages].map(([url, codec]) => [url.slice(1), messageWriter(codec as Codec<unknown>)] as const),
);

/** Prefix ‖ event as it is hashed (BlockEvent in proto/nave/chain/v1/events.proto), event after event. */
class EventLeaves implements EventReader {
  private readonly tree: MerkleRoot;
  private readonly out = new ProtobufWriter();

  constructor(tree: MerkleRoot) {
    this.tree = tree;
  }

  row(phase: number, tx: number, item: number, kind: EventRow, cells: Float64Array, at: number): void {
    const data = this.begin(phase, tx, item, kind.type);
    kind.write(cells, at, this.out);
    this.end(data);
  }

  object(phase: number, tx: number, item: number, event: ChainEvent): void {
    const write = writers.get(event.type);
    invariant(write !== undefined, `event ${event.type} has no message`);
    const data = this.begin(phase, tx, item, event.type);
    write(event, this.out);
    this.end(data);
  }

  private begin(phase: number, tx: number, item: number, type: string): number {
    const { out } = this;
    out.restart();
    out.byte(LEAF);
    out.uint(1, phase + 1);
    out.uint(2, tx + 1);
    out.uint(3, item + 1);
    out.text(4, type);
    return out.open(5);
  }

  private end(data: number): void {
    this.out.closeBytes(data);
    this.tree.add(this.out.view());
  }
}

/** RFC 6962 root of a block's events in order of emission (spec: chain §2). */
export function eventsRoot(log: EventLog, crypto: Crypto): Uint8Array {
  const tree = new MerkleRoot(log.length, crypto);
  log.visit(new EventLeaves(tree));
  return tree.root();
}
