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

/** The events of the running block in order of emission; a dropped branch takes its events with it. */
export class EventLog implements Undoable {
  private readonly journal: Journal;
  private rows: PlacedEvent[] = [];
  private phase: Phase = 'begin';
  private tx = -1;
  private item = -1;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Says where what follows happens. */
  at(phase: Phase, tx = -1, item = -1): void {
    this.phase = phase;
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
    this.journal.noteNumber(this, 0, this.rows.length);
    this.rows.push({ phase: this.phase, tx: this.tx, item: this.item, event });
  }

  get length(): number {
    return this.rows.length;
  }

  /** Events from position `from` on, as emitted so far. */
  since(from: number): readonly PlacedEvent[] {
    return this.rows.slice(from);
  }

  /** All events of the block; empties the log. */
  take(): PlacedEvent[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  undo(_index: number, length: number): void {
    this.rows.length = length;
  }
}
