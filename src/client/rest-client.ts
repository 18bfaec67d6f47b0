import { findErrorFacts, NaveError, UnreachableError } from './nave-error.ts';
import { backoffMs, pause } from './pause.ts';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface RestOptions {
  /** `http://localhost:8080`, without `/v1`. */
  readonly url: string;
  readonly fetch?: Fetch;
  /** A request without an answer in this time is abandoned (10 s). */
  readonly timeoutMs?: number;
  /** Repetitions of reads that may succeed later (2). */
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

/** An answer and the block all of it is true at. */
export interface Answer<T> {
  readonly height: number;
  /** Header time of that block, ms. */
  readonly time: number;
  readonly data: T;
  readonly nextCursor?: string | null;
  readonly nextSeq?: number | null;
  readonly hasMore?: boolean;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const LONGEST_WAIT_MS = 5_000;

/** REST with envelopes, named errors, time limits and retries of reads. */
export class RestClient {
  private readonly base: string;
  private readonly options: RestOptions;
  private readonly fetch: Fetch;
  private readonly onAnswer: (height: number, timeMs: number) => void;

  constructor(options: RestOptions, onAnswer: (height: number, timeMs: number) => void = () => {}) {
    this.base = `${options.url.replace(/\/+$/, '')}/v1`;
    this.options = options;
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.onAnswer = onAnswer;
  }

  /** Throws NaveError, or UnreachableError when no answer came. */
  async get<T>(path: string, query: Query = {}): Promise<Answer<T>> {
    const retries = this.options.retries ?? 2;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.request<T>('GET', path, query);
      } catch (error) {
        const again = error instanceof UnreachableError || (error instanceof NaveError && error.retryable);
        if (!again || attempt >= retries) throw error;
        const hint = error instanceof NaveError ? error.retryAfterMs : null;
        const wait = hint ?? backoffMs(attempt, 200, LONGEST_WAIT_MS);
        await pause(Math.min(wait, LONGEST_WAIT_MS), this.options.signal);
      }
    }
  }

  /** Never repeated here: the caller knows whether that is safe. */
  post<T>(path: string, body: Uint8Array | object, query: Query = {}, timeoutMs?: number): Promise<Answer<T>> {
    return this.request<T>('POST', path, query, body, timeoutMs);
  }

  /** Every row of a paged list, page by page. */
  async *pages<T>(path: string, query: Query = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page = await this.get<readonly T[]>(path, { ...query, cursor });
      yield* page.data;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  private async request<T>(
    method: 'GET' | 'POST',
    path: string,
    query: Query,
    body?: Uint8Array | object,
    timeoutMs = this.options.timeoutMs ?? 10_000,
  ): Promise<Answer<T>> {
    const limit = AbortSignal.timeout(timeoutMs);
    const { signal } = this.options;
    const raw = body instanceof Uint8Array;
    const init: RequestInit = {
      method,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(body !== undefined && {
        body: raw ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
        headers: { 'content-type': raw ? 'application/octet-stream' : 'application/json' },
      }),
    };
    let answer: unknown;
    let ok: boolean;
    try {
      const response = await this.fetch(`${this.base}/${path}${queryText(query)}`, init);
      ok = response.ok;
      answer = await response.json();
    } catch (cause) {
      signal?.throwIfAborted();
      throw new UnreachableError(`no answer to ${method} /v1/${path}`, { cause });
    }
    if (!ok) throw errorOf(answer, method, path);
    const envelope = answer as Answer<T>;
    this.onAnswer(envelope.height, envelope.time);
    return envelope;
  }
}

function errorOf(answer: unknown, method: string, path: string): Error {
  const facts = findErrorFacts(answer);
  if (facts !== undefined) return new NaveError(facts);
  return new UnreachableError(`${method} /v1/${path} failed without an error object`);
}

function queryText(query: Query): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parts.set(name, String(value));
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}
