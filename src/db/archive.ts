import { AppError } from '#chain/lib/errors.ts';
import type { Crypto } from '#chain/lib/hash.ts';
import type { RecordProof } from '#chain/state/proof.ts';
import type { State } from '#chain/state/state.ts';
import { pathNodes, siblingSources } from './path-nodes.ts';
import type { ArchivedRecord } from './state-messages.ts';
import type { StateStore } from './state-store.ts';

/**
 * Records and proofs at any height: the last 100 from memory, older ones from an archive's rows on disk. An old proof costs
 * about 75 reads for 1 M records.
 */
export class Archive {
  private readonly store: Pick<StateStore, 'archived'>;
  private readonly state: Pick<State, 'oldestHeight' | 'proofAt' | 'recordAt' | 'nodeAt' | 'height'>;
  private readonly crypto: Crypto;

  constructor(
    store: Pick<StateStore, 'archived'>,
    state: Pick<State, 'oldestHeight' | 'proofAt' | 'recordAt' | 'nodeAt' | 'height'>,
    crypto: Crypto,
  ) {
    this.store = store;
    this.state = state;
    this.crypto = crypto;
  }

  /** The value under `key` as of `height`; undefined when absent then. AppError 8004 when nobody kept that height. */
  async recordAt(key: Uint8Array, height: number): Promise<{ value: Uint8Array; slot: number } | undefined> {
    if (height >= this.state.oldestHeight) return this.state.recordAt(key, height);
    const { slot, value } = await this.read(key, height);
    return slot < 0 ? undefined : { slot, value };
  }

  /** Proof of the record under `key` as of `height`; undefined when absent then. AppError 8004 as recordAt. */
  async proofAt(key: Uint8Array, height: number): Promise<RecordProof | undefined> {
    if (height >= this.state.oldestHeight) return this.state.proofAt(key, height);
    const found = await this.read(key, height);
    if (found.slot < 0) return undefined;
    const { slot, value, facts } = found;
    const nodes = new Map<string, Uint8Array>();
    pathNodes(slot, facts.slotsUsed).forEach(({ level, index }, i) => {
      nodes.set(`${level}/${index}`, found.nodes[i] ?? this.state.nodeAt(level, index, found.readAt));
    });
    const siblings = siblingSources(slot, facts.slotsUsed).map(({ level, first, count }) =>
      this.subtreeRoot(
        level,
        Array.from({ length: count }, (_, i) => nodes.get(`${level}/${first + i}`)),
      ),
    );
    const { version, stateRoot, eventsRoot } = facts;
    return { key, value, slot, depth: siblings.length, siblings, version, height, stateRoot, eventsRoot };
  }

  private async read(key: Uint8Array, height: number): Promise<ArchivedRecord> {
    const found = await this.store.archived(key, height);
    if (found === undefined) {
      const held = { height, oldest: this.state.oldestHeight, latest: this.state.height };
      throw new AppError(8004, `Height ${height} is not available: it was not archived.`, held);
    }
    return found;
  }

  /** Root over adjacent nodes of a level; undefined ones are empty subtrees. */
  private subtreeRoot(level: number, nodes: readonly (Uint8Array | undefined)[]): Uint8Array {
    let row = nodes.map((node) => node ?? this.emptyRoot(level));
    while (row.length > 1) {
      const next: Uint8Array[] = [];
      for (let i = 0; i < row.length; i += 2) next.push(this.pair(row[i]!, row[i + 1]!));
      row = next;
    }
    return row[0]!;
  }

  private emptyRoot(level: number): Uint8Array {
    let root: Uint8Array = new Uint8Array(32);
    for (let i = 0; i < level; i++) root = this.pair(root, root);
    return root;
  }

  private pair(left: Uint8Array, right: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(64);
    bytes.set(left);
    bytes.set(right, 32);
    return this.crypto.sha256(bytes);
  }
}
