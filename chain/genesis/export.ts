import { findBase64, toBase64 } from '../lib/bytes.ts';
import { InvariantError } from '../lib/errors.ts';
import { GenesisError } from '../lib/genesis-error.ts';
import { ChangedRecords } from '../state/changed-records.ts';
import type { StoredRecord } from '../state/record.ts';
import type { BlockCommit, State } from '../state/state.ts';
import { Fields, readBase64, readInteger, readList } from './fields.ts';

/**
 * The whole state of a height as an app_state section: every record with its slot, and what the roots need beside them,
 * so that importing it gives the same app hash (risk §10). Integers are decimal strings, bytes base64.
 */
export interface StateExport {
  readonly version: string;
  readonly height: string;
  readonly slotsUsed: string;
  readonly eventsRoot: string;
  /** [slot, key, value], in key order. */
  readonly records: readonly (readonly [string, string, string])[];
}

/** Committed state of the last height. */
export function exportState(state: Pick<State, 'committed' | 'records'>): StateExport {
  const facts = state.committed;
  if (facts === undefined) throw new InvariantError('export before genesis');
  const records = [...state.records()].map(
    ({ slot, key, value }) => [String(slot), toBase64(key), toBase64(value)] as const,
  );
  return {
    version: String(facts.version),
    height: String(facts.height),
    slotsUsed: String(facts.slotsUsed),
    eventsRoot: toBase64(facts.eventsRoot),
    records,
  };
}

const PATH = 'app_state.export';

/**
 * Loads an export into an empty state; `height` is the one it must be of (initial height − 1). `adapt` may replace a
 * record's value (the chain's own record under a new chain id). Throws GenesisError.
 */
export function loadExport(
  section: unknown,
  state: State,
  height: number,
  adapt: (record: StoredRecord) => StoredRecord,
): void {
  const fields = new Fields({ value: section, path: PATH });
  const version = fields.integer('version', 1, 1_000_000);
  const at = fields.integer('height', 0, Number.MAX_SAFE_INTEGER);
  const slotsUsed = fields.integer('slotsUsed', 0, 2 ** 31);
  const eventsRoot = readBase64(fields.at('eventsRoot'), 32);
  const rows = readList(fields.at('records'), 100_000_000);
  fields.end();
  if (at !== height) throw new GenesisError(`${PATH}.height`, `is ${at}; initial_height − 1 is ${height}`);
  const records = rows.map(({ value, path }): StoredRecord => {
    if (!Array.isArray(value) || value.length !== 3) throw new GenesisError(path, 'expected [slot, key, value]');
    const bytes = (part: unknown, name: string): Uint8Array => {
      const found = typeof part === 'string' ? findBase64(part) : undefined;
      if (found === undefined) throw new GenesisError(`${path}.${name}`, 'expected base64');
      return found;
    };
    const slot = readInteger({ value: value[0], path: `${path}.slot` }, 0, slotsUsed - 1);
    return adapt({ slot, key: bytes(value[1], 'key'), value: bytes(value[2], 'value') });
  });
  state.load(records, { height, version, slotsUsed, eventsRoot });
}

/** Runs an import: whatever decoders and checks say about records that no chain wrote is the fault of the file. */
export function refuseContradictions(load: () => void): void {
  try {
    load();
  } catch (error) {
    if (error instanceof GenesisError) throw error;
    throw new GenesisError(PATH, error instanceof Error ? error.message : String(error));
  }
}

/** The committed state as one commit: what storage keeps of a chain that starts from an export. */
export function wholeState(state: State): BlockCommit {
  const facts = state.committed;
  if (facts === undefined) throw new InvariantError('no state was loaded');
  const changes = ChangedRecords.of(state.records());
  return { height: facts.height, stateRoot: facts.stateRoot, appHash: state.appHash(), changes, facts };
}
