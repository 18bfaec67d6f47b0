import { hash } from 'node:crypto';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { ApplicationInterface, BlockCommitted, BlockRequest } from '#chain/app-types.ts';
import { equalBytes } from '#chain/lib/bytes.ts';
import type { Mempool } from '#src/mempool/mempool.ts';
import { maxDataBytes } from '../block/consensus-params.ts';
import { upperHex } from '../block/json.ts';
import type { ValidatorKey } from '../block/vote.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import type { BlockClock } from '../late-clock.ts';
import type { BlockRecord, StoredBlock } from '../store/block-record.ts';
import type { BlockStore } from '../store/block-store.ts';
import { BlockBudget } from './block-budget.ts';
import { BlockTimer } from './block-timer.ts';
import {
  buildBlock,
  type ChainTip,
  commitBlock,
  lastCommitOf,
  nextBlockTime,
  requireMajority,
  tipAfter,
  voteTime,
} from './chain-tip.ts';
import { EngineError } from './engine-error.ts';
import type { FaultPoint } from './fault-point.ts';
import { lockGenesis } from './genesis-lock.ts';
import { recover } from './recover.ts';
import { StepTimes } from './step-times.ts';

export interface SoloConfig {
  readonly genesis: GenesisDoc;
  /** File that ties the home to this genesis. */
  readonly lockFile: string;
  /** Pause between blocks with txs, default 250. */
  readonly blockTimeMs?: number;
  /** Pause between empty blocks, default 1000. */
  readonly emptyBlockTimeMs?: number;
  /** Longest a step of a block should keep this thread, default 25: blocks are made as small as that needs. */
  readonly stepTimeMs?: number;
  /** Weight at which a block is full however fast this machine is, default 200,000. */
  readonly blockWeight?: number;
}

export interface EngineLog {
  debug(context: object, message: string): void;
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

export interface SoloDeps {
  readonly app: ApplicationInterface;
  readonly mempool: Mempool;
  readonly store: BlockStore;
  readonly key: ValidatorKey;
  readonly clock: BlockClock;
  /** Storage of state: sees every committed block in order, replayed ones at start included; awaited, so it can slow us down. */
  onCommitted?(block: BlockCommitted): void | Promise<void>;
  /** The engine has stopped for good: a bug, a full disk, a lost majority. */
  onFatal?(error: Error): void;
  readonly log?: EngineLog;
  /** Wall clock, ms. */
  now?(): number;
  /** Called at each fault point; tests kill the process there. */
  fault?(point: FaultPoint, height: number): void;
}

/** A committed block with everything the outside may be told; its record is on disk. */
export interface PublishedBlock {
  readonly committed: BlockCommitted;
  readonly stored: StoredBlock;
}

/**
 * One validator, no other process: makes, executes, signs and stores blocks that nobody can tell from a one-validator
 * CometBFT chain. Nothing of a block leaves the engine before its record is durable; a crash at any point restarts from
 * the state's height and the log.
 */
export class SoloEngine {
  private readonly config: SoloConfig;
  private readonly deps: SoloDeps;
  private readonly timer: BlockTimer;
  private readonly stopping = new AbortController();
  private readonly listeners = new Set<(block: PublishedBlock) => void>();
  private tip: ChainTip | undefined;
  private running: Promise<void> | undefined;
  private making: Promise<void> = Promise.resolve();
  private removeWake: (() => void) | undefined;
  private readonly dataBytes: number;
  private readonly budget: BlockBudget;

  constructor(config: SoloConfig, deps: SoloDeps) {
    this.config = config;
    this.deps = deps;
    const { blockTimeMs = 250, emptyBlockTimeMs = 1000, stepTimeMs = 25, blockWeight = 200_000 } = config;
    this.budget = new BlockBudget(stepTimeMs, blockWeight);
    this.dataBytes = maxDataBytes(config.genesis.consensusParams.blockMaxBytes, config.genesis.validators.length);
    this.timer = new BlockTimer(
      { blockTimeMs, emptyBlockTimeMs },
      {
        hasTxs: () => deps.mempool.size > 0,
        isFull: () =>
          (deps.mempool.orderWeight >= this.budget.weight || deps.mempool.bytes >= this.dataBytes) &&
          deps.clock.maxLane === 3,
      },
    );
  }

  /** Last committed height; before the first the one before the initial height. */
  get height(): number {
    return this.tip?.height ?? 0;
  }

  /** App hash of the last committed height. Throws EngineError before start. */
  get appHash(): Uint8Array {
    return this.requireTip().appHash;
  }

  /** Called with each block after its commit, in order; an exception of a listener is logged. Returns how to stop it. */
  onBlock(listener: (block: PublishedBlock) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when no block is between execution and commit: then the application shows committed state only. */
  settled(): Promise<void> {
    return this.making;
  }

  /**
   * Recovers from the log and begins to make blocks. A new chain has its first block when this resolves, unless genesis lies
   * in the future: clients such as CosmJS cannot read a chain without one. Rejects with EngineError when this home cannot go on.
   */
  async start(): Promise<void> {
    const { genesis, lockFile } = this.config;
    const { store, key, mempool } = this.deps;
    lockGenesis(lockFile, genesis);
    await store.open();
    this.tip = await recover(genesis, {
      app: this.deps.app,
      store,
      onReplayed: async (committed) => {
        mempool.onCommitted(committed);
        await this.deps.onCommitted?.(committed);
      },
    });
    requireMajority(this.tip, key);
    this.advanceClock();
    this.deps.log?.info({ height: this.tip.height, appHash: upperHex(this.tip.appHash) }, 'solo engine started');
    this.removeWake = mempool.onAdmitted(() => this.timer.wake());
    if (store.last === 0 && this.msToGenesis() <= 0) {
      await this.timer.next();
      await this.makeBlock();
    }
    this.running = this.run();
  }

  /** Finishes the block that is being made and stops. The store stays open: it belongs to the caller. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.timer.stop();
    this.removeWake?.();
    await this.running;
  }

  private requireTip(): ChainTip {
    if (this.tip === undefined) throw new EngineError('the engine has not started');
    return this.tip;
  }

  private advanceClock(): void {
    this.deps.clock.nextBlockTimeMs = Number(nextBlockTime(this.requireTip()) / 1_000_000n);
  }

  private async run(): Promise<void> {
    try {
      await this.waitForGenesisTime();
      while (!this.stopping.signal.aborted) {
        await this.timer.next();
        if (this.stopping.signal.aborted) return;
        const made = this.makeBlock();
        this.making = made.catch(() => undefined);
        await made;
        await turn();
      }
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      this.deps.log?.error({ err: cause, height: this.height + 1 }, 'solo engine failed');
      this.deps.onFatal?.(cause);
    }
  }

  private async waitForGenesisTime(): Promise<void> {
    const ms = this.deps.store.last > 0 ? 0 : this.msToGenesis();
    if (ms > 0) await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private msToGenesis(): number {
    return Number(this.config.genesis.genesisTime / 1_000_000n) - this.now();
  }

  private now(): number {
    return this.deps.now?.() ?? Date.now();
  }

  private requestOf(tip: ChainTip, txs: readonly Uint8Array[]): BlockRequest {
    return {
      height: tip.height + 1,
      timeNs: nextBlockTime(tip),
      txs,
      lastCommit: lastCommitOf(tip.commit, tip.lastValidators),
      proposer: this.deps.key.address,
      misbehavior: [],
    };
  }

  /** Txs for the next block and about what they weigh: of lanes 0 and 1 only while the chain's time is late. */
  private propose(tip: ChainTip): { readonly request: BlockRequest; readonly weight: number } {
    const { app, mempool, clock, log } = this.deps;
    const candidates = mempool.reapWithin(clock.maxLane, this.budget.weight);
    const empty = this.requestOf(tip, []);
    if (candidates.txs.length === 0) return { request: empty, weight: 0 };
    const txs = app.prepareProposal(candidates.txs, this.dataBytes, empty.height, empty.timeNs);
    this.deps.fault?.('prepared', empty.height);
    const request = { ...empty, txs };
    const laneOf = (tx: Uint8Array): number => mempool.findFacts(hash('sha256', tx, 'hex'))?.lane ?? 3;
    if (!clock.mustRefuse(txs, laneOf) && app.processProposal(request)) {
      return { request, weight: candidates.weight * (txs.length / candidates.txs.length) };
    }
    log?.error({ height: empty.height, txs: txs.length }, 'own proposal refused, making an empty block');
    return { request: empty, weight: 0 };
  }

  private async makeBlock(): Promise<void> {
    const tip = this.requireTip();
    const { app, key, store, mempool } = this.deps;
    const fault = (point: FaultPoint): void => this.deps.fault?.(point, tip.height + 1);
    const startedMs = performance.now();
    const steps = new StepTimes();
    requireMajority(tip, key);
    const { request, weight } = this.propose(tip);
    fault('processed');
    // Each step is one piece of work for this thread; between two of them it answers whoever waits.
    await steps.next();
    const results = app.finalizeBlock(request);
    fault('finalized');
    await steps.next();
    const record = this.recordOf(tip, request, results);
    await steps.wait(store.append(request.height, record));
    fault('durable');
    const committed = app.commit();
    if (!equalBytes(committed.appHash, results.appHash)) {
      throw new EngineError(`commit of height ${request.height} changed the app hash`);
    }
    const stored = (await store.find(request.height))!;
    this.tip = tipAfter(stored);
    this.advanceClock();
    fault('committed');
    mempool.onCommitted(committed);
    await this.deps.onCommitted?.(committed);
    await steps.next();
    this.publish({ committed, stored });
    fault('published');
    steps.end();
    this.budget.measured(weight, steps.longestMs);
    const ms = Math.round(performance.now() - startedMs);
    this.deps.log?.debug({ height: request.height, txs: request.txs.length, ms }, 'block committed');
  }

  private recordOf(tip: ChainTip, request: BlockRequest, results: BlockRecord['results']): BlockRecord {
    const { key, app } = this.deps;
    const { genesis } = this.config;
    const { bytes, blockId } = buildBlock(tip, genesis, app.info().stateVersion, key.address, request.txs);
    const commit = commitBlock(tip, key, genesis.chainId, blockId, voteTime(request.timeNs, this.now()));
    return { block: bytes, blockId, commit, results, validators: tip.validators, nextValidators: tip.nextValidators };
  }

  private publish(block: PublishedBlock): void {
    for (const listener of this.listeners) {
      try {
        listener(block);
      } catch (error) {
        this.deps.log?.error({ err: error }, 'block listener failed');
      }
    }
  }
}
