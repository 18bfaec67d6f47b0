import { readdirSync, readFileSync } from 'node:fs';

const TASKS = '/proc/self/task';

interface ThreadTime {
  readonly name: string;
  readonly micros: number;
}

/** CPU time of each thread of this process by its id; empty where the kernel does not tell (only Linux does). */
export type ThreadTimes = ReadonlyMap<string, ThreadTime>;

export function threadTimes(): ThreadTimes {
  const times = new Map<string, ThreadTime>();
  for (const id of findTasks()) {
    const name = findText(`${TASKS}/${id}/comm`);
    const [nanos] = findText(`${TASKS}/${id}/schedstat`)?.split(' ') ?? [];
    if (name !== undefined && nanos !== undefined) times.set(id, { name, micros: Number(nanos) / 1000 });
  }
  return times;
}

function findTasks(): readonly string[] {
  try {
    return readdirSync(TASKS);
  } catch {
    return [];
  }
}

/** Undefined for a thread that has ended meanwhile. */
function findText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** µs of CPU since `before`, threads of one name together, the most first. A thread that has ended is not counted. */
export function timeByThread(before: ThreadTimes): readonly (readonly [name: string, micros: number])[] {
  const sums = new Map<string, number>();
  for (const [id, { name, micros }] of threadTimes()) {
    const spent = micros - (before.get(id)?.micros ?? 0);
    sums.set(name, (sums.get(name) ?? 0) + spent);
  }
  return [...sums].sort(([, a], [, b]) => b - a);
}
