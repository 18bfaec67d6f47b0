import { Feed } from './feed.ts';
import { findErrorFacts, NaveError, UnreachableError } from './nave-error.ts';
import { backoffMs } from './pause.ts';
import type {
  Frame,
  OpenSubscription,
  SocketFactory,
  SocketLike,
  SubscribeParams,
  SubscriptionHandlers,
} from './socket-types.ts';

export interface SocketOptions {
  /** `ws://localhost:8080/v1/ws` */
  readonly url: string;
  readonly connect?: SocketFactory;
  /** A request without an answer in this time fails (10 s). */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Any frame with a height and time. */
  readonly onBlock?: (height: number, timeMs: number) => void;
}

const OPEN = 1;
/** The node closes after 30 s of silence; so do we, and both send something every 10 and 15 s. */
const PING_MS = 10_000;
const SILENCE_MS = 30_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The WebSocket of a node: requests, subscriptions that outlive connections, heartbeat, reconnection. */
export class NaveSocket {
  private readonly options: SocketOptions;
  private readonly connect: SocketFactory;
  private readonly feeds = new Map<string, Feed>();
  private readonly waiting = new Map<number, Waiting>();
  private socket: SocketLike | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private failures = 0;
  private nextId = 1;
  private isClosed = false;
  private openWaiters: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(options: SocketOptions) {
    this.options = options;
    this.connect = options.connect ?? ((url) => new WebSocket(url) as unknown as SocketLike);
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
  }

  /** Subscribes now and after every reconnection until closed. */
  subscribe(params: SubscribeParams, handlers: SubscriptionHandlers): OpenSubscription {
    const id = `s${this.nextId++}`;
    const feed = new Feed(id, params, handlers, {
      subscribe: (sub, wanted) => this.request('subscribe', { sub, ...wanted }),
      unsubscribe: (sub) => {
        if (this.isOpen) this.request('unsubscribe', { sub }).catch(() => {});
      },
      drop: () => {
        this.feeds.delete(id);
      },
    });
    this.feeds.set(id, feed);
    if (this.isOpen) feed.start();
    else this.dial();
    return feed;
  }

  /** Throws NaveError of a refusal, UnreachableError when the connection or the time ran out. */
  async request(method: string, params: object): Promise<unknown> {
    await this.opened();
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new UnreachableError(`no answer to ${method}`));
      }, this.options.timeoutMs ?? 10_000);
      this.waiting.set(id, { resolve, reject, timer });
      this.socket!.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Ends every subscription and the connection, for good. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.retry);
    this.feeds.clear();
    this.lose(new UnreachableError('the client was closed'));
  }

  private get isOpen(): boolean {
    return this.socket?.readyState === OPEN;
  }

  private opened(): Promise<void> {
    if (this.isClosed) return Promise.reject(new UnreachableError('the client was closed'));
    if (this.isOpen) return Promise.resolve();
    this.dial();
    return new Promise((resolve, reject) => this.openWaiters.push({ resolve, reject }));
  }

  private dial(): void {
    if (this.isClosed || this.socket !== undefined || this.retry !== undefined) return;
    const socket = this.connect(this.options.url);
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    const current = (): boolean => this.socket === socket;
    socket.addEventListener('open', () => {
      if (current()) this.begin();
    });
    socket.addEventListener('message', ({ data }) => {
      if (current() && typeof data === 'string') this.receive(data);
    });
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', () => {
      if (current()) this.redial();
    });
  }

  private begin(): void {
    this.failures = 0;
    this.heardAt = performance.now();
    this.heartbeat = setInterval(() => {
      if (performance.now() - this.heardAt > SILENCE_MS) this.redial();
      else if (this.isOpen) this.request('ping', {}).catch(() => {});
    }, PING_MS);
    const waiters = this.openWaiters;
    this.openWaiters = [];
    for (const { resolve } of waiters) resolve();
    for (const feed of this.feeds.values()) feed.start();
  }

  private redial(): void {
    this.lose(new UnreachableError('the connection was lost'));
    if (this.isClosed) return;
    if (this.feeds.size === 0 && this.openWaiters.length === 0) return;
    const wait = backoffMs(this.failures++, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.dial();
    }, wait);
  }

  private lose(error: Error): void {
    clearInterval(this.heartbeat);
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.waiting.clear();
    if (!this.isClosed && this.failures < 3) return;
    for (const { reject } of this.openWaiters) reject(error);
    this.openWaiters = [];
  }

  private receive(text: string): void {
    this.heardAt = performance.now();
    const message = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof message.height === 'number' && typeof message.time === 'number') {
      this.options.onBlock?.(message.height, message.time);
    }
    if (typeof message.sub === 'string' && 'seq' in message) {
      this.feeds.get(message.sub.split('.')[0]!)?.take(message as unknown as Frame);
      return;
    }
    const waiting = this.waiting.get(message.id as number);
    if (waiting === undefined) return;
    this.waiting.delete(message.id as number);
    clearTimeout(waiting.timer);
    const facts = findErrorFacts(message.error);
    if (facts === undefined) waiting.resolve(message.result);
    else waiting.reject(new NaveError(facts));
  }
}
