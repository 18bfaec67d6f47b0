/** Limits and switches of the API; the defaults are those of api-types §1 and §4. */
export interface ApiConfig {
  readonly host: string;
  readonly port: number;
  /** '' = no CORS headers, '*' or one origin. */
  readonly cors: string;
  /** Take the client's address from X-Forwarded-For: only behind an own proxy. */
  readonly trustProxy: boolean;
  readonly maxBodyBytes: number;
  /** A read that takes longer answers 9003. */
  readonly requestTimeoutMs: number;
  readonly reads: { readonly weightPerMinute: number };
  readonly txs: { readonly perSecond: number; readonly burst: number };
  readonly ws: WsConfig;
}

export interface WsConfig {
  readonly connectionsPerIp: number;
  readonly subscriptionsPerIp: number;
  readonly maxFrameBytes: number;
  readonly heartbeatMs: number;
  /** Without any frame from the client for this long: closed with 4408. */
  readonly idleMs: number;
  /** Unsent bytes above which books and the like are merged. */
  readonly mergeBytes: number;
  /** Unsent bytes above which the connection is closed with 4509. */
  readonly closeBytes: number;
  /** Heights other channels can be resumed over. */
  readonly resumeHeights: number;
  /** How far back account channels and trades are resumed. */
  readonly resumeMs: number;
  /** Events or trades replayed at most; longer gaps begin with a snapshot. */
  readonly resumeRows: number;
}

export const defaultApiConfig: ApiConfig = {
  host: '127.0.0.1',
  port: 8080,
  cors: '*',
  trustProxy: false,
  maxBodyBytes: 262_144,
  requestTimeoutMs: 10_000,
  reads: { weightPerMinute: 1200 },
  txs: { perSecond: 200, burst: 1000 },
  ws: {
    connectionsPerIp: 10,
    subscriptionsPerIp: 1000,
    maxFrameBytes: 131_072,
    heartbeatMs: 15_000,
    idleMs: 30_000,
    mergeBytes: 262_144,
    closeBytes: 1_048_576,
    resumeHeights: 100,
    resumeMs: 86_400_000,
    resumeRows: 20_000,
  },
};

/** Weights of the reads, as `config` publishes them. */
export const PROTOCOL_LIMITS = {
  nonceMaxAheadMs: 600_000,
  noncesPerSigner: 16_384,
  batchMax: 50,
  txMaxBytes: 65_536,
  commitWaitMaxMs: 30_000,
  minHeightWaitMs: 2_000,
} as const;
