import { WebSocket } from 'ws';

export interface Frame {
  readonly sub?: string;
  readonly channel?: string;
  readonly type?: string;
  readonly seq: number;
  readonly prevSeq: number | null;
  readonly height: number;
  readonly data: never;
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly details: Readonly<Record<string, unknown>> };
}

/** A WebSocket client of tests: requests with answers, frames in order, the close code. */
export class WsClient {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  private readonly frames: Frame[] = [];
  private readonly waiting: { filter(frame: Frame): boolean; resolve(frame: Frame): void }[] = [];
  private nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    socket.on('error', () => {});
    socket.on('message', (data) => this.onFrame(JSON.parse(String(data)) as Frame));
  }

  static async connect(port: number): Promise<WsClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/ws`);
    const client = new WsClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /** Sends a request; resolves to its answer, refused or not. */
  async ask(method: string, params: unknown = {}): Promise<Frame> {
    const id = this.nextId++;
    this.socket.send(JSON.stringify({ id, method, params }));
    return this.next((frame) => frame.id === id);
  }

  /** The acknowledged result of a request. */
  async call<T = Record<string, never>>(method: string, params: unknown = {}): Promise<T> {
    const { result, error } = await this.ask(method, params);
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result as T;
  }

  /** The oldest frame that passes, now or later. */
  next(filter: (frame: Frame) => boolean): Promise<Frame> {
    const at = this.frames.findIndex(filter);
    if (at >= 0) return Promise.resolve(this.frames.splice(at, 1)[0]!);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no such frame within 5 s')), 5_000);
      this.waiting.push({
        filter,
        resolve: (frame) => {
          clearTimeout(timer);
          resolve(frame);
        },
      });
    });
  }

  /** The next frame of a subscription. */
  of(sub: string): Promise<Frame> {
    return this.next((frame) => frame.sub === sub);
  }

  /** Frames that are there and nobody asked for yet. */
  pending(sub: string): readonly Frame[] {
    return this.frames.filter((frame) => frame.sub === sub);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  private onFrame(frame: Frame): void {
    const at = this.waiting.findIndex(({ filter }) => filter(frame));
    if (at < 0) this.frames.push(frame);
    else this.waiting.splice(at, 1)[0]!.resolve(frame);
  }
}
