import type { ProtobufWriter } from '../lib/protobuf-writer.ts';
import type { Journal, Undoable } from './journal.ts';

/**
 * An application event: `type` is the protobuf message name (`nave.clob.v1.OrderPlaced`), the other properties are that
 * message's fields (proto/nave/<module>/v1/events.proto). Objects are never changed after they were emitted.
 */
export interface ChainEvent {
  readonly type: string;
}

export type Phase = 'begin' | 'tx' | 'end';

/** Where in the block an event happened: `tx` and `item` are −1 outside the tx phase. */
export interface PlacedEvent {
  readonly phase: Phase;
  readonly tx: number;
  readonly item: number;
  readonly event: ChainEvent;
}

/** A kind of event that is kept as a row of numbers until somebody asks for it as an object. */
export interface EventRow {
  /** Message name. */
  readonly type: string;
  /** Cells of a row. */
  readonly width: number;
  /** The event of the row whose cells begin at `at`. */
  read(cells: Float64Array, at: number): ChainEvent;
  /** Writes that event as its message, without making it: what the codec gives for `read`. */
  write(cells: Float64Array, at: number, to: ProtobufWriter): void;
}

/** Told of events one by one. `phase`: 0 begin, 1 tx, 2 end; `tx` and `item` are −1 outside the tx phase. */
export interface EventReader {
  row(phase: number, tx: number, item: number, kind: EventRow, cells: Float64Array, at: number): void;
  object(phase: number, tx: number, item: number, event: ChainEvent): void;
}

/** Cells before those of the event: its kind, phase, tx, item. */
const HEAD = 4;
const PHASES: readonly Phase[] = ['begin', 'tx', 'end'];
/** Kind of events that came as objects; their only cell is their place in `objects`. */
const OBJECT = 0;

/**
 * The events of the running block in order of emission; a dropped branch takes its events with it. Frequent events are rows
 * in one array that each block uses again: they cost some stores, and become objects once, when the block is over. What a
 * row refers to beside its numbers must stay readable until then.
 */
export class EventLog implements Undoable {
  /** Where `begin` lets its caller write; fetch it anew after each `begin`. */
  cells = new Float64Array(1 << 14);
  private readonly journal: Journal;
  /** By number; OBJECT has none. */
  private readonly kinds: (EventRow | undefined)[] = [undefined];
  private objects: ChainEvent[] = [];
  private end = 0;
  private count = 0;
  private phase = 0;
  private tx = -1;
  private item = -1;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Makes a kind known; returns its number for `begin`. */
  register(kind: EventRow): number {
    return this.kinds.push(kind) - 1;
  }

  /** Says where what follows happens. */
  at(phase: Phase, tx = -1, item = -1): void {
    this.phase = PHASES.indexOf(phase);
    this.tx = tx;
    this.item = item;
  }

  /** Position of the running tx, −1 outside the tx phase. */
  get currentTx(): number {
    return this.tx;
  }

  /** Item of the running tx that events are counted to, −1 outside. */
  get currentItem(): number {
    return this.item;
  }

  emit(event: ChainEvent): void {
    const place = this.objects.push(event) - 1;
    const at = this.begin(OBJECT, 1);
    this.cells[at] = place;
  }

  /** Emits a row of `kind` and says where its `width` cells begin; the caller writes all of them. */
  begin(kind: number, width: number): number {
    const head = this.end;
    const at = head + HEAD;
    this.journal.noteNumber(this, head, this.count);
    if (at + width > this.cells.length) this.grow();
    const { cells } = this;
    cells[head] = kind;
    cells[head + 1] = this.phase;
    cells[head + 2] = this.tx;
    cells[head + 3] = this.item;
    this.end = at + width;
    this.count++;
    return at;
  }

  get length(): number {
    return this.count;
  }

  /** Events from position `from` on, as emitted so far. */
  since(from: number): readonly PlacedEvent[] {
    return this.read(from);
  }

  /** Tells `reader` of all events in order of emission. */
  visit(reader: EventReader): void {
    const { cells, kinds, objects, count } = this;
    for (let head = 0, i = 0; i < count; i++) {
      const kind = kinds[cells[head]!];
      const at = head + HEAD;
      const phase = cells[head + 1]!;
      const tx = cells[head + 2]!;
      const item = cells[head + 3]!;
      if (kind === undefined) reader.object(phase, tx, item, objects[cells[at]!]!);
      else reader.row(phase, tx, item, kind, cells, at);
      head = at + (kind === undefined ? 1 : kind.width);
    }
  }

  private read(from: number): PlacedEvent[] {
    const { cells } = this;
    const events: PlacedEvent[] = [];
    for (let head = 0, i = 0; i < this.count; i++) {
      const kind = this.kinds[cells[head]!];
      const at = head + HEAD;
      if (i >= from) {
        const event = kind === undefined ? this.objects[cells[at]!]! : kind.read(cells, at);
        events.push({ phase: PHASES[cells[head + 1]!]!, tx: cells[head + 2]!, item: cells[head + 3]!, event });
      }
      head = at + (kind === undefined ? 1 : kind.width);
    }
    return events;
  }

  /** All events of the block; empties the log. */
  take(): PlacedEvent[] {
    const events = this.read(0);
    this.objects = [];
    this.end = 0;
    this.count = 0;
    return events;
  }

  /** An undone event leaves its object behind until the block is over. */
  undo(end: number, count: number): void {
    this.end = end;
    this.count = count;
  }

  private grow(): void {
    const grown = new Float64Array(this.cells.length * 2);
    grown.set(this.cells);
    this.cells = grown;
  }
}
