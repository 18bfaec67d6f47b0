import type { Hex } from 'viem';
import type { HubBatch, HubPort, HubSet, HubSpoke } from './hub-port.ts';
import type { Waker } from './waker.ts';

interface Kept<T> {
  readonly value: T;
  readonly atMs: number;
  readonly text: string;
}

export interface HubWatchOptions {
  readonly hub: HubPort;
  /** What is read is kept for this long; sets, and batches while there can be none, ten times. */
  readonly intervalMs: number;
  readonly monotonicMs?: () => number;
}

const SLOW_FACTOR = 10;

/**
 * The hub as all jobs of a process share it: its spokes and their batches are asked for once an interval, and whoever waits
 * for a spoke is woken when they changed. What is kept is never older than an interval, and forgotten by an own message.
 */
export class HubWatch {
  /** For jobs that may see state as old as an interval. */
  readonly port: HubPort;
  private readonly options: HubWatchOptions;
  private readonly nowMs: () => number;
  /** Never changes. */
  private salt: Hex | undefined;
  private readonly kept = new Map<string, Kept<unknown>>();
  private readonly asked = new Map<string, Promise<unknown>>();
  private readonly wakers = new Map<number, Set<Waker>>();
  private readonly returnWakers = new Set<Waker>();
  private isSilent = false;

  constructor(options: HubWatchOptions) {
    this.options = options;
    this.nowMs = options.monotonicMs ?? (() => performance.now());
    const { hub } = options;
    this.port = {
      head: () => hub.head(),
      hubSalt: async () => {
        this.salt ??= await hub.hubSalt();
        return this.salt;
      },
      voter: (spoke) => hub.voter(spoke),
      withdrawal: (spoke, id) => hub.withdrawal(spoke, id),
      spokes: () => this.spokes(),
      batches: (spoke) => this.batches(spoke),
      sets: (spoke) => this.keep(`sets ${spoke}`, SLOW_FACTOR, () => hub.sets(spoke)),
      attest: (attestation) => hub.attest(attestation),
      signBatch: (spoke, ...rest) => this.forget(`batches ${spoke}`, hub.signBatch(spoke, ...rest)),
      signSet: (spoke, ...rest) => this.forget(`sets ${spoke}`, hub.signSet(spoke, ...rest)),
    };
  }

  /** Pokes the waker whenever a spoke or its batches changed. */
  wakeOnChange(spoke: number, waker: Waker): void {
    const wakers = this.wakers.get(spoke) ?? new Set();
    this.wakers.set(spoke, wakers.add(waker));
  }

  /** Pokes the waker when the hub answers again after it did not. */
  wakeOnReturn(waker: Waker): void {
    this.returnWakers.add(waker);
  }

  /** One look at the hub. Its failures are for those who need it; they are woken when it is back. */
  async look(): Promise<void> {
    try {
      await this.spokes();
      await Promise.all([...this.wakers.keys()].map((spoke) => this.batches(spoke)));
    } catch {
      this.isSilent = true;
      return;
    }
    if (!this.isSilent) return;
    this.isSilent = false;
    for (const waker of this.returnWakers) waker.poke();
  }

  private async spokes(): Promise<readonly HubSpoke[]> {
    const before = this.kept.get('spokes') as Kept<readonly HubSpoke[]> | undefined;
    const spokes = await this.keep('spokes', 1, () => this.options.hub.spokes());
    if (before === undefined || before.value === spokes) return spokes;
    for (const spoke of spokes) {
      const old = before.value.find((one) => one.spoke === spoke.spoke);
      if (textOf(old) !== textOf(spoke)) this.wake(spoke.spoke);
    }
    return spokes;
  }

  private async batches(spoke: number): Promise<readonly HubBatch[]> {
    const before = this.kept.get(`batches ${spoke}`);
    const factor = (await this.hasPayouts(spoke)) ? 1 : SLOW_FACTOR;
    const batches = await this.keep(`batches ${spoke}`, factor, () => this.options.hub.batches(spoke));
    if (before?.text !== this.kept.get(`batches ${spoke}`)?.text) this.wake(spoke);
    return batches;
  }

  /** False when no withdrawal is so far that it could be in a batch. */
  private async hasPayouts(spoke: number): Promise<boolean> {
    const known = (await this.spokes()).find((one) => one.spoke === spoke);
    return known === undefined || known.routes.some(({ committed }) => committed !== 0n);
  }

  /** What is not older than `factor` intervals; a question on its way is shared. */
  private keep<T extends readonly (HubSpoke | HubBatch | HubSet)[]>(
    name: string,
    factor: number,
    ask: () => Promise<T>,
  ): Promise<T> {
    const kept = this.kept.get(name) as Kept<T> | undefined;
    if (kept !== undefined && this.nowMs() - kept.atMs < factor * this.options.intervalMs) {
      return Promise.resolve(kept.value);
    }
    const asked = this.asked.get(name) as Promise<T> | undefined;
    if (asked !== undefined) return asked;
    const atMs = this.nowMs();
    const question = ask().then(
      (value) => {
        if (this.asked.get(name) !== question) return value;
        this.asked.delete(name);
        const text = textOf(value);
        const before = this.kept.get(name) as Kept<T> | undefined;
        // the same object as long as nothing changed: readers may compare it
        const same = before?.text === text ? before.value : value;
        this.kept.set(name, { value: same, atMs, text });
        return same;
      },
      (error: unknown) => {
        if (this.asked.get(name) === question) this.asked.delete(name);
        throw error;
      },
    );
    this.asked.set(name, question);
    return question;
  }

  /** After an own message what was read before it is old. */
  private async forget(name: string, sent: Promise<void>): Promise<void> {
    try {
      await sent;
    } finally {
      const kept = this.kept.get(name);
      if (kept !== undefined) this.kept.set(name, { ...kept, atMs: Number.NEGATIVE_INFINITY });
      this.asked.delete(name);
    }
  }

  private wake(spoke: number): void {
    for (const waker of this.wakers.get(spoke) ?? []) waker.poke();
  }
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one)) ?? '';
