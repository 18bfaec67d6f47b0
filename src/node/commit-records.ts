import { commitJson, headerJson, validatorJson } from '#src/engine/block/json.ts';
import type { StoredBlock } from '#src/engine/store/block-record.ts';

/** Heights whose proofs can be completed: what the state keeps, and their successors. */
const KEPT = 128;

/** Header, commit and validators of recent blocks: what makes a state proof checkable by anybody (spec: chain §5). */
export interface CommitRecord {
  readonly header: Readonly<Record<string, unknown>>;
  readonly commit: Readonly<Record<string, unknown>>;
  readonly validators: readonly Readonly<Record<string, unknown>>[];
}

/** The app hash of a height stands in the header of the next one, so a proof of height h needs block h + 1. */
export class CommitRecords {
  private readonly blocks = new Map<number, StoredBlock>();

  add(block: StoredBlock): void {
    const { height } = block.header;
    this.blocks.set(height, block);
    this.blocks.delete(height - KEPT);
  }

  /** What proves the app hash of `height`; undefined while its successor is missing or when it is too old. */
  find(height: number): CommitRecord | undefined {
    const next = this.blocks.get(height + 1);
    if (next === undefined) return undefined;
    return {
      header: headerJson(next.header),
      commit: commitJson(next.commit),
      validators: next.validators.map(provableJson),
    };
  }
}

/** What the validators' hash covers: a proposer's priority is no part of it, so a proof does not show one. */
function provableJson(validator: StoredBlock['validators'][number]): Readonly<Record<string, unknown>> {
  const { proposer_priority: _unproven, ...fields } = validatorJson(validator);
  return fields;
}
