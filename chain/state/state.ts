import { compareBytes } from '../lib/bytes.ts';
import { AppError, InvariantError, invariant } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import { appHash, stateRootOf } from './app-hash.ts';
import { collectChanges } from './block-changes.ts';
import { ChangeList, HEAD } from './change-list.ts';
import { ChangedRecords } from './changed-records.ts';
import { EventLog } from './event-log.ts';
import { FreeSlots } from './free-slots.ts';
import type { BlockUndo, HeightFacts } from './history.ts';
import { History, ReplacedRecords } from './history.ts';
import { Journal } from './journal.ts';
import { NumberPairs } from './number-pairs.ts';
import { recordsOfHeight } from './past-records.ts';
import type { RecordProof } from './proof.ts';
import type { RecordSource, StoredRecord } from './record.ts';
import { NO_BLOCK, RecordArena, recordKey, recordValue } from './record-arena.ts';
import { SlotTree, widthAt } from './slot-tree.ts';

export const STATE_VERSION = 1;

export interface StateOptions {
  readonly crypto: Crypto;
  /** State version that goes into app hashes; STATE_VERSION when left out. */
  readonly version?: number;
  /** Heights before the last one that can be read and proven: 100, Infinity for an archive. */
  readonly keepHeights?: number;
}

export interface BlockCommit {
  readonly height: number;
  readonly stateRoot: Uint8Array;
  readonly appHash: Uint8Array;
  /** Changed records in key order with their final slots, until storage takes them; removed ones with the slot they had. */
  readonly changes: ChangedRecords;
  /** What a restart needs beside the records. */
  readonly facts: HeightFacts;
  /** What the block replaced, for archives; absent for the first one. Readable until its height leaves the history. */
  readonly undo?: BlockUndo;
}

/** What stored records alone do not tell. */
export interface LoadFacts {
  readonly height: number;
  readonly version: number;
  readonly slotsUsed: number;
  readonly eventsRoot: Uint8Array;
}

/**
 * All records of the chain: their commitment (chain §2), the past 100 heights of them, and the way back in from disk.
 *
 * Invariants: sources hold the running state, the arena the committed one, and outside a block they agree; a slot is owned by
 * one record; the root depends on the records, their slots and the slots ever used, on nothing else.
 */
export class State {
  readonly journal = new Journal();
  readonly events = new EventLog(this.journal);
  private readonly crypto: Crypto;
  private readonly tree: SlotTree;
  private readonly arena = new RecordArena();
  private readonly free = new FreeSlots();
  private readonly history: History;
  private readonly byPrefix = new Map<number, RecordSource>();
  private sources: RecordSource[] = [];
  private stateVersion: number;
  private facts: HeightFacts | undefined;
  private readonly list = new ChangeList();

  constructor(options: StateOptions) {
    this.crypto = options.crypto;
    this.tree = new SlotTree(options.crypto);
    this.stateVersion = options.version ?? STATE_VERSION;
    this.history = new History(options.keepHeights ?? 100);
  }

  /** Adds collections and tables, before the first block or load. InvariantError when a prefix is taken. */
  register(...sources: readonly RecordSource[]): void {
    for (const source of sources) {
      const { prefix, name } = source;
      invariant(Number.isInteger(prefix) && prefix > 0 && prefix < 0xff, `${name}: prefix ${prefix} is not in 1..254`);
      const other = this.byPrefix.get(prefix);
      invariant(other === undefined, `${name} and ${other?.name} share prefix ${prefix}`);
      this.byPrefix.set(prefix, source);
    }
    this.sources = [...this.byPrefix.values()].sort((a, b) => a.prefix - b.prefix);
  }

  /** The last committed height, its roots and slots; undefined before genesis. */
  get committed(): HeightFacts | undefined {
    return this.facts;
  }

  /** Last committed height; −1 before genesis. */
  get height(): number {
    return this.facts?.height ?? -1;
  }

  /** The oldest height that records and proofs can be read at. */
  get oldestHeight(): number {
    return this.history.oldest;
  }

  get version(): number {
    return this.stateVersion;
  }

  /** For migrations: app hashes from the next block on carry `version`. */
  setVersion(version: number): void {
    this.stateVersion = version;
  }

  /** Number of committed records. */
  get size(): number {
    return this.arena.size;
  }

  /** App hash of the last committed height; InvariantError before genesis. */
  appHash(): Uint8Array {
    invariant(this.facts !== undefined, 'no block was committed yet');
    return appHash(this.facts, this.crypto);
  }

  /**
   * Makes what the sources hold the committed state of `height` (the one after the last; any first one): removed records
   * free their slots, then new ones take the lowest free slots in key order. O(changed · depth).
   */
  commitBlock(height: number, eventsRoot: Uint8Array): BlockCommit {
    invariant(!this.journal.isOpen, 'commit inside a branch');
    invariant(this.facts === undefined || height === this.facts.height + 1, `commit of ${height} after ${this.height}`);
    const { list } = this;
    list.reset();
    const { order, blocks, lengths } = this.withoutUnchanged(list, collectChanges(this.sources, list));
    const oldSlots = new Int32Array(order.length);
    for (let i = 0; i < order.length; i++) oldSlots[i] = list.slots[order[i]!]!;
    const used = this.assignSlots(list, order);
    const { slots, leaves } = this.putRecords(list, order, blocks);
    const nodes = this.tree.update(slots, leaves, used);
    const undo: BlockUndo = { records: new ReplacedRecords(this.arena, oldSlots, blocks, lengths), nodes };
    const changes = ChangedRecords.fromList(list, order);
    const facts = this.factsOf(height, eventsRoot);
    const isFirst = this.facts === undefined;
    if (isFirst) this.history.reset(facts);
    else this.history.push(facts, undo);
    this.facts = facts;
    const commit = { height, stateRoot: facts.stateRoot, appHash: this.appHash(), changes, facts };
    return isFirst ? commit : { ...commit, undo };
  }

  /**
   * Leaves out what is as it was; returns the rest, the blocks it replaces and the lengths of those. Also sees to it that a slot is not written under
   * another key than the one that owns it.
   */
  private withoutUnchanged(list: ChangeList, order: Uint32Array) {
    const { slots } = list;
    const { arena } = this;
    const blocks = new Uint32Array(order.length);
    const lengths = new Uint32Array(order.length);
    // Two short loops before the long one: in those the processor waits for many records' memory at a time.
    for (let i = 0; i < order.length; i++) blocks[i] = arena.blockOf(slots[order[i]!]!);
    for (let i = 0; i < order.length; i++) lengths[i] = arena.lengthOf(blocks[i]!);
    const page = { bytes: list.bytes, words: list.words };
    const at = { page, from: 0, keyEnd: 0, end: 0 };
    let count = 0;
    for (let i = 0; i < order.length; i++) {
      const change = order[i]!;
      const block = blocks[i]!;
      if (slots[change]! >= 0) {
        at.from = list.blocks[change]!;
        at.keyEnd = list.ends[change]!;
        at.end = list.valueEnds[change]!;
        const found = block === NO_BLOCK ? 'other key' : arena.compare(block, at);
        if (found === 'other key') throw new InvariantError(`slot ${slots[change]} belongs to another key`);
        if (found === 'same' && list.removed[change] === 0) continue;
      }
      order[count] = change;
      blocks[count] = block;
      lengths[count++] = lengths[i]!;
    }
    return { order: order.subarray(0, count), blocks: blocks.slice(0, count), lengths: lengths.slice(0, count) };
  }

  /** Frees the slots of removed records, then gives the lowest free ones to new records, in key order; returns slots ever used. */
  private assignSlots(list: ChangeList, order: Uint32Array): number {
    const { slots, owners, removed, bytes, starts } = list;
    for (const change of order) {
      if (removed[change] === 0) continue;
      this.arena.clear(slots[change]!);
      this.free.add(slots[change]!);
    }
    let used = this.tree.slotsUsed;
    for (const change of order) {
      if (slots[change]! >= 0) continue;
      const freed = this.free.take();
      const slot = freed < 0 ? used++ : freed;
      slots[change] = slot;
      this.byPrefix.get(bytes[starts[change]!]!)!.assign(owners[change]!, slot);
    }
    return used;
  }

  /**
   * Stores what is not removed and hashes it; returns the changed slots, ascending, and their leaves. `blocks` learns the first
   * block of each new record, which had none.
   */
  private putRecords(list: ChangeList, order: Uint32Array, blocks: Uint32Array) {
    const { bytes, blocks: from, valueEnds, removed } = list;
    const bySlot = new NumberPairs(order.length);
    for (let i = 0; i < order.length; i++) bySlot.set(i, list.slots[order[i]!]!, i);
    bySlot.sort();
    const slots = new Int32Array(order.length);
    const leaves = new Uint8Array(order.length * 32);
    let count = 0;
    for (let n = 0; n < order.length; n++) {
      const slot = bySlot.first(n);
      const i = bySlot.second(n);
      const change = order[i]!;
      // A slot that was freed and given away in this block comes twice, and is the new owner's.
      if (count === 0 || slots[count - 1] !== slot) slots[count++] = slot;
      if (removed[change] === 1) continue;
      const start = from[change]! + HEAD;
      const record = new Uint8Array(bytes.buffer, start, valueEnds[change]! - start);
      const block = this.arena.putRecord(slot, record);
      if (blocks[i] === NO_BLOCK) blocks[i] = block;
      this.crypto.sha256Into(record, leaves, (count - 1) * 32);
    }
    return { slots: slots.subarray(0, count), leaves };
  }

  private factsOf(height: number, eventsRoot: Uint8Array): HeightFacts {
    const stateRoot = stateRootOf(this.tree.depth, this.tree.root(), this.crypto);
    return { version: this.stateVersion, height, stateRoot, eventsRoot, slotsUsed: this.tree.slotsUsed };
  }

  /** The committed value under `key` (any bytes) and its slot; undefined when there is none. */
  find(key: Uint8Array): { value: Uint8Array; slot: number } | undefined {
    const slot = this.slotOf(key);
    return slot < 0 ? undefined : { value: this.valueIn(slot), slot };
  }

  private valueIn(slot: number): Uint8Array {
    return recordValue(this.arena.record(this.arena.blockOf(slot))).slice();
  }

  private slotOf(key: Uint8Array): number {
    const slot = this.sourceSlot(key);
    const block = this.arena.blockOf(slot);
    return block !== NO_BLOCK && this.arena.hasKey(block, key) ? slot : -1;
  }

  private sourceSlot(key: Uint8Array): number {
    const source = key.length === 0 ? undefined : this.byPrefix.get(key[0]!);
    try {
      return source?.find(key)?.slot ?? -1;
    } catch (error) {
      // Keys come from queries: bytes that the source's codec cannot read are the key of nothing.
      if (error instanceof InvariantError || error instanceof TypeError) return -1;
      throw error;
    }
  }

  /** Value and slot under `key` as of `height`; undefined when absent then. AppError 8004 for a height not held. */
  recordAt(key: Uint8Array, height: number): { value: Uint8Array; slot: number } | undefined {
    this.getFacts(height);
    const replaced = this.history.recordAfter(key, height);
    if (replaced === undefined) return this.find(key);
    return replaced.value === undefined ? undefined : { value: replaced.value, slot: replaced.slot };
  }

  /** Proof of the record under `key` as of `height`; undefined when absent then. AppError 8004 for a height not held. */
  proofAt(key: Uint8Array, height: number): RecordProof | undefined {
    const facts = this.getFacts(height);
    const record = this.recordAt(key, height);
    if (record === undefined) return undefined;
    const siblings: Uint8Array[] = [];
    for (let level = 0; 2 ** level < facts.slotsUsed; level++) {
      siblings.push(this.nodeIn(facts, level, (record.slot >> level) ^ 1));
    }
    const { version, stateRoot, eventsRoot } = facts;
    const depth = siblings.length;
    return { key, value: record.value, slot: record.slot, depth, siblings, version, height, stateRoot, eventsRoot };
  }

  /** Roots and slots of a height. AppError 8004 when it is not held. */
  getFacts(height: number): HeightFacts {
    const facts = this.history.factsAt(height);
    if (facts === undefined) {
      const held = { height, oldest: this.oldestHeight, latest: this.height };
      throw new AppError(8004, `Height ${height} is not available: ${held.oldest} to ${held.latest} are.`, held);
    }
    return facts;
  }

  /** A node of the tree as of `height`: 0 = leaves. AppError 8004 for a height not held. */
  nodeAt(level: number, index: number, height: number): Uint8Array {
    return this.nodeIn(this.getFacts(height), level, index);
  }

  private nodeIn(facts: HeightFacts, level: number, index: number): Uint8Array {
    if (index >= widthAt(facts.slotsUsed, level)) return this.tree.emptyRoot(level).slice();
    return this.history.nodeAfter(level, index, facts.height) ?? this.tree.node(level, index);
  }

  /** Puts one stored record back, in any order; `finishLoad` must follow. InvariantError for what no state can hold. */
  loadRecord(record: StoredRecord): void {
    const source = this.byPrefix.get(record.key[0] ?? -1);
    invariant(this.facts === undefined, 'load into a state that has blocks');
    invariant(source !== undefined, `stored record under unknown prefix ${record.key[0]}`);
    invariant(!this.arena.has(record.slot), `two stored records in slot ${record.slot}`);
    source.load(record);
    const block = this.arena.put(record.slot, record.key, record.value);
    this.tree.setLeaf(record.slot, this.crypto.sha256(this.arena.record(block)));
  }

  /** Ends loading: rebuilds the tree; returns the state root, which the caller compares with the stored one. */
  finishLoad(at: LoadFacts): Uint8Array {
    for (let slot = 0; slot < at.slotsUsed; slot++) if (!this.arena.has(slot)) this.free.add(slot);
    const counted = at.slotsUsed - this.free.size;
    invariant(counted === this.arena.size, `${this.arena.size} records do not fit ${at.slotsUsed} slots`);
    this.tree.rebuild(at.slotsUsed);
    this.stateVersion = at.version;
    this.facts = this.factsOf(at.height, at.eventsRoot);
    this.history.reset(this.facts);
    return this.facts.stateRoot;
  }

  /** loadRecord of each, then finishLoad. */
  load(records: Iterable<StoredRecord>, at: LoadFacts): Uint8Array {
    for (const record of records) this.loadRecord(record);
    return this.finishLoad(at);
  }

  /**
   * Every record of a height that is held, in no order; blocks may be committed between two of them. AppError 8004 when the
   * height is not held, or no longer.
   */
  recordsAt(height: number): Generator<StoredRecord> {
    const { slotsUsed } = this.getFacts(height);
    return recordsOfHeight(height, {
      slotsUsed,
      lastHeight: () => this.height,
      replacedAfter: (from) => {
        this.getFacts(height);
        return this.history.replacedAfter(from);
      },
      recordIn: (slot) => (this.arena.has(slot) ? this.recordIn(slot) : undefined),
    });
  }

  private recordIn(slot: number): StoredRecord {
    return { key: recordKey(this.arena.record(this.arena.blockOf(slot))).slice(), slot, value: this.valueIn(slot) };
  }

  /** Every committed record in key order: the content of exports and snapshots. O(n log n); copies. */
  *records(): Generator<StoredRecord> {
    const used = this.tree.slotsUsed;
    const slots: { key: Uint8Array; slot: number }[] = [];
    for (let slot = 0; slot < used; slot++) {
      if (this.arena.has(slot))
        slots.push({ key: recordKey(this.arena.record(this.arena.blockOf(slot))).slice(), slot });
    }
    slots.sort((a, b) => compareBytes(a.key, b.key));
    for (const { key, slot } of slots) yield { key, slot, value: this.valueIn(slot) };
  }
}
