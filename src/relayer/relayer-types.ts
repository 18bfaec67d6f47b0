import type { LocalAccount } from 'viem';
import type { FaultHook } from './fault-point.ts';
import type { FinalityRule } from './finality-rule.ts';
import type { HubPort } from './hub-port.ts';
import type { HubWatch } from './hub-watch.ts';
import type { JobBoard } from './job-board.ts';
import type { RelayerMetrics } from './metrics.ts';
import type { RelayerJob } from './relayer-job.ts';
import type { KeyWriter } from './submitter/key-writer.ts';

export interface SpokeSettings {
  readonly spoke: number;
  readonly rpc: readonly string[];
  /** Default: as the hub registered the spoke. */
  readonly finality?: FinalityRule;
  readonly deployedAt?: bigint;
  /** wei per gas. */
  readonly maxFeePerGas?: bigint;
  readonly lookbackBlocks?: bigint;
}

export interface RelayerConfig {
  readonly spokes: readonly SpokeSettings[];
  readonly jobs: readonly RelayerJob[];
  /** Endpoints of a spoke that must agree: 2, 1 on localnets only. */
  readonly requiredSources: number;
  /** Nonce tables are here. */
  readonly folder: string;
  readonly validatorIndex: number;
  readonly intervalMs?: number;
  readonly rpcTimeoutMs?: number;
  readonly replaceAfterMs?: number;
}

export interface RelayerDeps {
  readonly hub: HubPort;
  readonly metrics: RelayerMetrics;
  readonly signal: AbortSignal;
  /** Only the keys of the configured jobs are needed; the observer's is in the hub port. */
  readonly keys: {
    readonly signer?: LocalAccount;
    readonly submitter?: LocalAccount;
    readonly watchtower?: LocalAccount;
  };
  /** For the log and the alarm. Texts hold neither keys nor URLs. */
  readonly onEvent: (event: RelayerEvent) => void;
  /** Votes, as the validator's operator, to isolate a spoke whose chain rewrote final blocks. */
  readonly isolate?: (spoke: number) => Promise<void>;
  /** Told how every job does. */
  readonly board?: JobBoard;
  readonly fault?: FaultHook;
}

export interface RelayerEvent {
  readonly level: 'info' | 'warn' | 'alarm';
  /** undefined: of the spoke as a whole. */
  readonly job?: RelayerJob;
  readonly spoke: number;
  readonly message: string;
}

/** Everything the parts of one run share. */
export interface RelayerRun extends RelayerDeps {
  readonly board: JobBoard;
  readonly watch: HubWatch;
  /** By job, key and chain. */
  readonly writers: Map<string, KeyWriter>;
}
