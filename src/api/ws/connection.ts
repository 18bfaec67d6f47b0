import type { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import { AppError } from '#chain/lib/errors.ts';
import type { WsConfig } from '../config.ts';
import { asAppError, errorBody } from '../error-body.ts';
import type { CancelOnDisconnect } from './cancel-on-disconnect.ts';
import { FrameBatch } from './frame-batch.ts';
import type { RequestId } from './requests.ts';
import type { FrameSink, Subscription } from './subscription.ts';

export const CLOSE = {
  stopping: 1001,
  notJson: 4400,
  heartbeat: 4408,
  rate: 4429,
  internal: 4500,
  syncing: 4503,
  slow: 4509,
} as const;

/** Refused requests in a row after which the connection goes. */
const MAX_REFUSALS = 100;

/** The answer of a request, and what must happen right after it was sent. */
export interface Reply {
  readonly result: unknown;
  readonly after?: () => void;
}

export interface RequestHandler {
  /** @throws AppError */
  request(connection: Connection, method: string, params: unknown): Promise<Reply>;
  /** A binary frame: TxRaw. */
  binaryTx(connection: Connection, bytes: Uint8Array): Promise<Reply>;
  closed(connection: Connection): void;
  failed(error: unknown): void;
}

/** One client: its frames in and out, what it subscribed to, and how far behind it reads. */
export class Connection implements FrameSink {
  readonly ip: string;
  readonly subscriptions = new Map<string, Subscription>();
  readonly cancels: CancelOnDisconnect;
  private readonly socket: WebSocket;
  private readonly config: WsConfig;
  private readonly handler: RequestHandler;
  private readonly now: () => number;
  private heardAtMs: number;
  private isClosed = false;
  private refusals = 0;
  private isCorked = false;
  /** Frames of the running block, when they go past ws in one write. */
  private batch: FrameBatch | undefined;
  private readonly wire: Duplex | undefined;
  private readonly onSent = (): void => this.drained();

  /** @param wire the socket under the WebSocket: frames of one block leave in one write */
  constructor(
    socket: WebSocket,
    ip: string,
    config: WsConfig,
    handler: RequestHandler,
    now: () => number,
    cancels: (connection: Connection) => CancelOnDisconnect,
    wire?: Duplex,
  ) {
    this.wire = wire;
    this.socket = socket;
    this.ip = ip;
    this.config = config;
    this.handler = handler;
    this.now = now;
    this.heardAtMs = now();
    this.cancels = cancels(this);
    socket.on('message', (data, isBinary) => this.onMessage(data, isBinary));
    socket.on('ping', () => this.heard());
    socket.on('pong', () => this.heard());
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      handler.closed(this);
    });
  }

  isSlow(): boolean {
    return this.unsent() > this.config.mergeBytes;
  }

  sendFrame(head: Uint8Array, tail: Uint8Array, mustArrive: boolean): void {
    if (this.isClosed) return;
    if (mustArrive && this.unsent() > this.config.closeBytes) {
      this.close(CLOSE.slow, 'slow reader');
      return;
    }
    if (this.batch === undefined) this.socket.send(Buffer.concat([head, tail]), { binary: false }, this.onSent);
    else this.batch.add(head, tail);
  }

  /** Holds back what is sent until `uncork`; true when that was not so before. */
  cork(): boolean {
    if (this.isCorked || this.wire === undefined) return false;
    this.isCorked = true;
    // ws compresses and orders frames itself where the client asked for compression.
    if (this.socket.extensions === '') this.batch = new FrameBatch();
    else this.wire.cork();
    return true;
  }

  uncork(): void {
    this.isCorked = false;
    const { batch, socket, wire } = this;
    this.batch = undefined;
    if (batch === undefined) wire?.uncork();
    else if (batch.bytes > 0 && socket.readyState === WebSocket.OPEN) wire?.write(batch.build(), this.onSent);
  }

  private unsent(): number {
    return this.socket.bufferedAmount + (this.batch?.bytes ?? 0);
  }

  sendJson(value: unknown): void {
    if (!this.isClosed) this.socket.send(JSON.stringify(value));
  }

  /** Heartbeat: a ping and a frame; a client not heard of for too long is closed. */
  beat(frame: string): void {
    if (this.isClosed) return;
    this.socket.ping();
    this.socket.send(frame);
  }

  checkIdle(): void {
    if (this.now() - this.heardAtMs > this.config.idleMs) this.close(CLOSE.heartbeat, 'no frame from the client');
  }

  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    // A peer that does not answer the close frame is cut by ws after its own timeout; nothing more is queued for it.
    this.socket.close(code, reason);
  }

  private heard(): void {
    this.heardAtMs = this.now();
  }

  private drained(): void {
    if (this.isClosed || this.isSlow()) return;
    for (const subscription of this.subscriptions.values()) subscription.flush();
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    if (this.isClosed) return;
    this.heard();
    const bytes = Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
    if (isBinary) {
      if (bytes.length < 4) this.close(CLOSE.notJson, 'binary frame without id');
      else this.answer(bytes.readUInt32BE(0), this.handler.binaryTx(this, new Uint8Array(bytes.subarray(4))));
      return;
    }
    let request: unknown;
    try {
      request = JSON.parse(bytes.toString('utf8'));
    } catch {
      this.close(CLOSE.notJson, 'not JSON');
      return;
    }
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      this.close(CLOSE.notJson, 'not a request');
      return;
    }
    const { id, method, params, ...rest } = request as Record<string, unknown>;
    const known: RequestId = typeof id === 'string' || Number.isSafeInteger(id) ? (id as RequestId) : null;
    const unknown = Object.keys(rest)[0];
    const bad =
      known === null ? 'id' : typeof method !== 'string' ? 'method' : unknown === undefined ? undefined : unknown;
    const work =
      bad === undefined
        ? this.handler.request(this, method as string, params ?? {})
        : Promise.reject(new AppError(8001, undefined, { field: bad.slice(0, 64), reason: 'invalid' }));
    this.answer(known, work);
  }

  private answer(id: RequestId, work: Promise<Reply>): void {
    work.then(
      ({ result, after }) => {
        this.refusals = 0;
        this.sendJson({ id, result });
        after?.();
      },
      (error: unknown) => {
        const refused = asAppError(error);
        if (refused.code === 9001) this.handler.failed(error);
        this.sendJson({ id, error: errorBody(refused) });
        if (refused.code === 5010 && ++this.refusals >= MAX_REFUSALS) this.close(CLOSE.rate, 'rate');
      },
    );
  }
}
