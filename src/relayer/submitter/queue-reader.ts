import type { Address, Hex } from 'viem';
import { readLogs, readVault } from '../rpc/chain-reader.ts';
import { firstAnswer } from '../rpc/first-answer.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { outflowsOf, QUEUED_TOPIC, type QueuedItem, queueListHash } from '../vault/outflow-log.ts';

/** Entries one batch put into the vault's queue, in order: what finalize must be shown. */
export interface QueueList {
  readonly hash: Hex;
  readonly entries: readonly QueuedItem[];
}

export interface QueueReaderOptions {
  readonly sources: readonly RpcSource[];
  readonly vault: Address;
  /** How far back the first look goes: longer than anything stays queued, or the vault's deployment. */
  readonly lookbackBlocks: bigint;
}

/** Blocks read again each time, because they may have been reorganised. */
const REREAD_BLOCKS = 64n;

/**
 * The vault's queue, rebuilt from its events at the head; nothing on disk. Every list is checked against `queuedAt` of the
 * vault before it is used, so wrong logs cost time only.
 */
export class QueueReader {
  private readonly options: QueueReaderOptions;
  private readonly byTx = new Map<Hex, readonly QueuedItem[]>();
  private readonly resolved = new Map<Hex, readonly QueueList[]>();
  private next: bigint | undefined;

  constructor(options: QueueReaderOptions) {
    this.options = options;
  }

  /** Lists that have been queued up to a head, also those whose entries are paid by now. Throws TooFewSourcesError. */
  async read(head: bigint): Promise<readonly QueueList[]> {
    const { sources, vault, lookbackBlocks } = this.options;
    const first = head > lookbackBlocks ? head - lookbackBlocks : 0n;
    const from = this.next === undefined || this.next < first ? first : this.next;
    const logs = await firstAnswer(sources, 'queue', (source) => readLogs(source, vault, from, head, [QUEUED_TOPIC]));
    for (const [txHash, entries] of Map.groupBy(outflowsOf(logs), (outflow) => outflow.txHash)) {
      this.byTx.set(txHash, entries);
    }
    this.next = head > REREAD_BLOCKS ? head - REREAD_BLOCKS : 0n;
    const lists: QueueList[] = [];
    for (const [txHash, entries] of this.byTx) lists.push(...(await this.listsOf(txHash, entries)));
    return lists;
  }

  /** Forgets a list of which nothing is left to do. */
  drop(list: QueueList): void {
    for (const [txHash, lists] of this.resolved) {
      if (!lists.every(({ hash }) => hash === list.hash)) continue;
      this.resolved.set(txHash, []);
    }
  }

  /** A transaction may hold several batches: the shortest prefixes the vault knows. O(entries) calls in the worst case. */
  private async listsOf(txHash: Hex, entries: readonly QueuedItem[]): Promise<readonly QueueList[]> {
    const before = this.resolved.get(txHash);
    if (before !== undefined) return before;
    const lists: QueueList[] = [];
    let start = 0;
    const whole = { hash: queueListHash(entries), entries };
    if (await this.isKnown(whole.hash)) lists.push(whole);
    for (let end = 1; lists[0] !== whole && end < entries.length; end++) {
      const part = entries.slice(start, end);
      const list = { hash: queueListHash(part), entries: part };
      if (!(await this.isKnown(list.hash))) continue;
      lists.push(list);
      start = end;
    }
    const rest = entries.slice(start);
    const tail = { hash: queueListHash(rest), entries: rest };
    if (lists.length > 0 && start > 0 && (await this.isKnown(tail.hash))) lists.push(tail);
    // unknown ones may be of a block that is gone or not yet at this endpoint: asked again next time
    if (lists.length > 0) this.resolved.set(txHash, lists);
    return lists;
  }

  private async isKnown(hash: Hex): Promise<boolean> {
    const { sources, vault } = this.options;
    const at = await firstAnswer(sources, 'queuedAt', (source) => readVault<bigint>(source, vault, 'queuedAt', [hash]));
    return at > 0n;
  }
}
