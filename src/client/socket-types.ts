/** A browser's WebSocket, by shape. */
export interface SocketLike {
  readonly readyState: number;
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export type SocketFactory = (url: string) => SocketLike;

export interface SubscribeParams {
  readonly channel: string;
  readonly market?: string;
  readonly account?: string;
  readonly subaccount?: number;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Continue after this seq, where the node still has it. */
  readonly resumeFrom?: number;
}

/** One frame of a subscription (spec: api-types §4). */
export interface Frame {
  readonly sub: string;
  readonly channel: string;
  readonly type: 'snapshot' | 'update' | 'checksum';
  readonly seq: number;
  readonly prevSeq: number | null;
  readonly height: number;
  readonly time: number;
  readonly data: unknown;
}

export interface SubscriptionHandlers {
  readonly onFrame: (frame: Frame) => void;
  /**
   * Frames after `afterSeq` were missed and cannot be resumed: what follows begins with a snapshot. Account channels find
   * what is missing in REST `events?afterSeq=`.
   */
  readonly onGap?: (afterSeq: number) => void;
  /** The node refused the subscription; it is gone. */
  readonly onError?: (error: Error) => void;
}

export interface OpenSubscription {
  /** Sequence number of the last frame handed on, undefined before the first. */
  readonly lastSeq: number | undefined;
  /** Asks for a fresh snapshot, after a checksum that did not fit. */
  resync(): void;
  close(): void;
}
