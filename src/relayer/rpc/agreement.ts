import { AnswerError } from './parse-answer.ts';
import { RpcError } from './rpc-error.ts';
import type { RpcSource } from './rpc-source.ts';

/** Endpoints gave different answers to one question: nothing may be concluded from any of them. */
export class DisagreementError extends Error {
  override name = 'DisagreementError';
  readonly what: string;
  readonly sources: readonly string[];

  constructor(what: string, sources: readonly string[]) {
    super(`${what}: ${sources.join(', ')} disagree`);
    this.what = what;
    this.sources = sources;
  }
}

/** Too few endpoints gave a usable answer. */
export class TooFewSourcesError extends Error {
  override name = 'TooFewSourcesError';
  readonly failures: readonly RpcError[];

  constructor(what: string, failures: readonly RpcError[]) {
    super(`${what}: ${failures.map((failure) => failure.message).join('; ')}`);
    this.failures = failures;
  }
}

export interface Answer<T> {
  readonly source: RpcSource;
  readonly value: T;
}

/** Endpoints of one chain and how many of them must have answered. */
export interface SourceGroup {
  readonly sources: readonly RpcSource[];
  /** 2 outside localnets. */
  readonly required: number;
  /** Told of each endpoint that gave no usable answer. */
  readonly onFailure?: (failure: RpcError) => void;
}

/**
 * Asks every endpoint at once and waits for all (a hanging one until its timeout). Throws TooFewSourcesError when fewer
 * than required answered; errors that are neither RPC nor format errors pass through.
 */
export async function askAll<T>(
  { sources, required, onFailure }: SourceGroup,
  what: string,
  ask: (source: RpcSource) => Promise<T>,
): Promise<readonly Answer<T>[]> {
  const failures: RpcError[] = [];
  const answers = await Promise.all(
    sources.map(async (source): Promise<Answer<T> | undefined> => {
      try {
        return { source, value: await ask(source) };
      } catch (error) {
        if (!(error instanceof RpcError) && !(error instanceof AnswerError)) throw error;
        const failure = error instanceof RpcError ? error : source.malformed(`${what}: ${error.message}`);
        failures.push(failure);
        onFailure?.(failure);
        return undefined;
      }
    }),
  );
  const given = answers.filter((answer) => answer !== undefined);
  if (given.length < required) throw new TooFewSourcesError(what, failures);
  return given;
}

/** The one answer all endpoints that answered give; a single dissenter makes it a DisagreementError (no majority rule). */
export async function agreed<T>(group: SourceGroup, what: string, ask: (source: RpcSource) => Promise<T>): Promise<T> {
  const answers = await askAll(group, what, ask);
  const [first, ...others] = answers;
  if (first === undefined) throw new TooFewSourcesError(what, []);
  const expected = canonical(first.value);
  if (others.some((other) => canonical(other.value) !== expected)) {
    throw new DisagreementError(
      what,
      answers.map((answer) => answer.source.name),
    );
  }
  return first.value;
}

/** Parsers build their objects with a fixed order of keys, so equal values have equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one)) ?? 'undefined';
