import { SimulateRequest, SimulateResponse } from '#proto/generated/cosmos.tx.v1beta1.ts';
import type {
  ApplicationInterface,
  BlockCommitted,
  BlockRequest,
  CheckTxResult,
  FinalizeBlockResponse,
  InitChainRequest,
  InitChainResponse,
  QueryRequest,
  QueryResponse,
  TxResult,
} from './app-types.ts';
import { type ChainRecord, chainRecords, continueAs } from './block/chain-record.ts';
import { DecodedTxs } from './block/decoded-txs.ts';
import { eventsRoot } from './block/events-root.ts';
import { answerQuery, type QueryHandler } from './block/queries.ts';
import { blockTimeMs, RunningBlock } from './block/running-block.ts';
import { decodeSimulated } from './block/simulated-tx.ts';
import { TxExecutor } from './block/tx-executor.ts';
import { TxGate } from './block/tx-gate.ts';
import type { TxVerificationFacts } from './block/tx-verification.ts';
import { checkSections, genesisHash, hubSaltOf } from './genesis/chain-genesis.ts';
import { loadExport, refuseContradictions, wholeState } from './genesis/export.ts';
import { EMPTY, toHex } from './lib/bytes.ts';
import { AppError, InvariantError, invariant } from './lib/errors.ts';
import { type Crypto, nobleCrypto } from './lib/hash.ts';
import type { Address } from './lib/units.ts';
import type { MessageHandler } from './module.ts';
import type { Collection } from './state/collection.ts';
import type { PlacedEvent } from './state/event-log.ts';
import { prefixes } from './state/prefixes.ts';
import type { StoredRecord } from './state/record.ts';
import { type BlockCommit, type LoadFacts, State } from './state/state.ts';
import { type AnteContext, chargeAnte } from './tx/ante.ts';
import type { DecodedTx } from './tx/decoded-tx.ts';
import type { SignatureCache } from './tx/signature-cache.ts';
import { failureResult } from './tx/tx-result.ts';
import { type SignedTypedData, txFromTypedData } from './tx/typed-data-tx.ts';
import { createView } from './view/create-view.ts';
import { viewQueries } from './view/queries/view-queries.ts';
import type { ChainView } from './view.ts';
import { type Wiring, wire } from './wiring.ts';

export interface ApplicationOptions {
  /** Native functions in the node, noble in tests and browsers; both give the same chain. */
  readonly crypto?: Crypto;
  /** Verify signatures and price proofs in finalizeBlock too, as `nave replay` does; engines verified them before. */
  readonly verify?: boolean;
  /** How often the invariants run: tests use 1; a broken one throws InvariantError. 0 = never. */
  readonly invariantsEvery?: number;
  /** Heights that can be read and proven behind the last one. */
  readonly keepHeights?: number;
}

/** Outcome of a tx that was tried and dropped. */
export interface TxTrial {
  readonly result: TxResult;
  /** Items of each message. */
  readonly itemCounts: readonly number[];
  readonly events: readonly PlacedEvent[];
}

/**
 * The state machine: (state, block) → (state', results, app hash). Synchronous and pure; engines drive it, and everything
 * that reads it sees committed state between blocks.
 */
export class Application implements ApplicationInterface {
  /** Committed state for readers: queries, API, indexer. */
  readonly view: ChainView;
  private readonly crypto: Crypto;
  private readonly options: ApplicationOptions;
  private readonly state: State;
  private readonly block = new RunningBlock();
  private readonly chain: Collection<0, ChainRecord>;
  private readonly wiring: Wiring;
  private readonly handlers: ReadonlyMap<string, MessageHandler>;
  private readonly queries: ReadonlyMap<string, QueryHandler>;
  private readonly txs: DecodedTxs;
  private readonly gate: TxGate;
  private readonly executor: TxExecutor;
  private finished: BlockCommitted | undefined;
  private genesisCommit: BlockCommit | undefined;
  private genesisEvents: readonly PlacedEvent[] = [];

  constructor(options: ApplicationOptions = {}) {
    this.options = options;
    this.crypto = options.crypto ?? nobleCrypto;
    const keepHeights = options.keepHeights === undefined ? {} : { keepHeights: options.keepHeights };
    this.state = new State({ crypto: this.crypto, ...keepHeights });
    const { journal, events } = this.state;
    this.chain = chainRecords(journal);
    this.wiring = wire({ journal, events, block: this.block }, this.crypto);
    const { source: paramsSource } = this.wiring.params;
    this.state.register(this.chain, paramsSource, ...this.wiring.modules.flatMap((module) => module.sources));
    this.handlers = new Map(this.wiring.modules.flatMap((module) => Object.entries(module.handlers)));
    this.txs = new DecodedTxs(this.crypto, this.handlers);
    this.gate = new TxGate({
      txs: this.txs,
      accounts: this.wiring.accounts,
      admission: this.wiring.admission,
      proposal: this.wiring.proposal,
      context: (ahead) => this.anteContext(ahead),
    });
    this.view = createView({
      keepers: this.wiring.keepers,
      genesis: () => this.genesis,
      appHash: () => this.info().appHash,
      proofAt: (key, height) => this.state.proofAt(key, height),
      oldestHeight: () => this.state.oldestHeight,
      trial: (body) => this.trial(body),
      subaccountPrefix: prefixes.subaccounts,
    });
    this.queries = new Map([
      ...this.wiring.modules.flatMap((module) => Object.entries(module.queries ?? {})),
      ...Object.entries(viewQueries(this.view)),
    ]);
    this.executor = new TxExecutor({
      journal,
      events,
      handlers: this.handlers,
      check: (tx) => this.gate.checkDelivered(tx, options.verify === true ? 'check' : 'skip'),
      charge: (tx) => chargeAnte(tx, this.wiring.accounts),
      itemCount: this.wiring.itemCount,
      reportUndone: this.wiring.reportUndone,
    });
  }

  /** The committed records, for storage, proofs and export. */
  get records(): Pick<
    State,
    | 'committed'
    | 'find'
    | 'getFacts'
    | 'height'
    | 'nodeAt'
    | 'oldestHeight'
    | 'proofAt'
    | 'recordAt'
    | 'records'
    | 'recordsAt'
    | 'size'
  > {
    return this.state;
  }

  info(): { readonly height: number; readonly appHash: Uint8Array; readonly stateVersion: number } {
    const { height, version } = this.state;
    const appHash = height < 0 ? EMPTY : this.state.appHash();
    return { height: Math.max(0, height), appHash, stateVersion: version };
  }

  /** Facts of the chain's genesis; undefined before it. */
  get genesis(): ChainRecord | undefined {
    return this.chain.get(0);
  }

  initChain(request: InitChainRequest): InitChainResponse {
    invariant(this.state.height < 0, 'initChain on a chain that has state');
    const { chainId, initialHeight, genesisTimeNs, validators } = request;
    const sections = checkSections(request.appState, this.wiring.sections, chainId);
    const hash = genesisHash(this.crypto, {
      appState: request.appState,
      chainId,
      initialHeight,
      validators,
      timeNs: genesisTimeNs,
    });
    this.state.events.at('begin');
    if (sections.export !== undefined) {
      refuseContradictions(() => {
        loadExport(sections.export, this.state, initialHeight - 1, continueAs(chainId, hash, initialHeight));
        this.resume(initialHeight - 1);
        const broken = this.brokenInvariants();
        invariant(broken.length === 0, broken.join('; '));
      });
      this.genesisCommit = wholeState(this.state);
    } else {
      this.enter({ chainId, genesisHash: hash, initialHeight, timeNs: genesisTimeNs }, initialHeight - 1);
      this.chain.set(0, { chainId, genesisHash: hash, initialHeight, timeNs: genesisTimeNs });
      for (const module of this.wiring.modules) {
        module.initGenesis(sections.modules[this.wiring.sectionOf(module.name)]);
      }
      this.wiring.finishGenesis(sections.modules, validators);
      const root = eventsRoot(this.state.events, this.crypto);
      this.genesisEvents = this.state.events.take();
      this.genesisCommit = this.state.commitBlock(initialHeight - 1, root);
      this.rebuild();
    }
    return { appHash: this.state.appHash(), genesisHash: hash, validators };
  }

  /** Puts one stored record back, in any order; `finishLoad` must follow. */
  loadRecord(record: StoredRecord): void {
    this.state.loadRecord(record);
  }

  /** Ends loading: rebuilds tree and caches; returns the state root, which the caller compares with the stored one. */
  finishLoad(at: LoadFacts): Uint8Array {
    const root = this.state.finishLoad(at);
    this.resume(at.height);
    return root;
  }

  /** App hash of the last committed height. */
  appHash(): Uint8Array {
    return this.state.appHash();
  }

  /** Events of initChain (first credits), once, for the index; empty when the chain was loaded. */
  takeGenesisEvents(): readonly PlacedEvent[] {
    const events = this.genesisEvents;
    this.genesisEvents = [];
    return events;
  }

  /** What storage must keep of initChain, once; undefined when the chain was loaded or it was taken. */
  takeGenesisCommit(): BlockCommit | undefined {
    const commit = this.genesisCommit;
    this.genesisCommit = undefined;
    return commit;
  }

  private resume(height: number): void {
    const chain = this.chain.get(0);
    invariant(chain !== undefined, 'the stored state names no chain');
    this.enter(chain, height);
    this.rebuild();
  }

  private rebuild(): void {
    for (const module of this.wiring.modules) module.rebuild();
  }

  /** Between blocks the facts are those of the last one; before the first, genesis stands in for it. */
  private enter(chain: ChainRecord, height: number): void {
    this.block.chainId = chain.chainId;
    this.block.hubSalt = hubSaltOf(this.crypto, chain.chainId, chain.genesisHash);
    this.block.height = height;
    this.block.timeMs = blockTimeMs(chain.timeNs);
    this.block.previousTimeMs = this.block.timeMs;
  }

  /** Account number of an address, −1 when it has no account. */
  accountNumber(address: Address): number {
    return this.wiring.accounts.findNumber(address);
  }

  /** Ordered sequence of an address, 0 when it has no account. */
  sequence(address: Address): number {
    const account = this.accountNumber(address);
    return account < 0 ? 0 : this.wiring.accounts.sequence(account);
  }

  /** What the checks read; `ahead` 1 judges a tx for the next block at the committed time. */
  private anteContext(ahead: 0 | 1): AnteContext {
    const { chainId, hubSalt, height, timeMs } = this.block;
    const { accounts, registry } = this.wiring;
    return { accounts, registry, crypto: this.crypto, chainId, hubSalt, height: height + ahead, timeMs };
  }

  /** Signatures known to be good, by tx hash. */
  get signatures(): SignatureCache {
    return this.gate.signatures;
  }

  signatureTask(raw: Uint8Array): ReturnType<TxGate['signatureTask']> {
    return this.gate.signatureTask(raw);
  }

  checkTx(raw: Uint8Array, recheck = false): CheckTxResult {
    return this.gate.checkTx(raw, recheck);
  }

  prepareProposal(candidates: readonly Uint8Array[], maxTxBytes: number): Uint8Array[] {
    return this.gate.prepareProposal(candidates, maxTxBytes);
  }

  processProposal(request: BlockRequest): boolean {
    return this.gate.processProposal(request);
  }

  /**
   * Runs a block in the exact order of chain §4. The running state is the new one afterwards; `commit` publishes it.
   */
  finalizeBlock(request: BlockRequest): FinalizeBlockResponse {
    invariant(this.finished === undefined, 'finalizeBlock before the last block was committed');
    const { block, state, wiring } = this;
    const expected = this.nextHeight();
    invariant(request.height === expected, `block ${request.height} after ${block.height}`);
    block.previousTimeMs = block.timeMs;
    block.height = request.height;
    block.timeMs = blockTimeMs(request.timeNs);
    this.chain.set(0, { ...this.chain.get(0)!, timeNs: request.timeNs });

    const decoded = request.txs.map((raw) => this.decode(raw));
    if (this.options.verify === true) this.gate.verifyBlock(decoded);
    state.events.at('begin');
    wiring.steps.start();
    const results: TxResult[] = [];
    const prices = decoded.findIndex((tx) => tx instanceof AppError || tx.lane !== 0);
    const lane0 = prices < 0 ? decoded.length : prices;
    for (let i = 0; i < lane0; i++) results.push(this.deliver(decoded[i]!, i));
    state.events.at('begin');
    wiring.steps.afterPrices();
    for (let i = lane0; i < decoded.length; i++) results.push(this.deliver(decoded[i]!, i));
    state.events.at('end');
    wiring.steps.end();
    this.checkInvariants();

    this.finished = this.seal(request, decoded, results);
    this.txs.forget(request.txs);
    return { txResults: results, validatorUpdates: [], appHash: this.finished.appHash, events: [] };
  }

  private nextHeight(): number {
    return this.state.height + 1;
  }

  /** A proposal never holds bytes that are no tx; a block that does (another engine's) fails that tx alone. */
  private decode(raw: Uint8Array): DecodedTx | AppError {
    try {
      return this.txs.get(raw);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  private deliver(tx: DecodedTx | AppError, index: number): TxResult {
    return tx instanceof AppError ? failureResult(undefined, tx) : this.executor.deliver(tx, index);
  }

  private seal(
    request: BlockRequest,
    decoded: readonly (DecodedTx | AppError)[],
    results: readonly TxResult[],
  ): BlockCommitted {
    const root = eventsRoot(this.state.events, this.crypto);
    const events = this.state.events.take();
    const commit = this.state.commitBlock(request.height, root);
    return {
      height: request.height,
      timeMs: this.block.timeMs,
      timeNs: request.timeNs,
      txs: request.txs.map((bytes, i) => {
        const tx = decoded[i]!;
        const result = results[i]!;
        return tx instanceof AppError
          ? { bytes, hash: this.crypto.sha256(bytes), result }
          : { bytes, hash: tx.hash, result, decoded: tx };
      }),
      events,
      appHash: commit.appHash,
      stateRoot: commit.stateRoot,
      eventsRoot: root,
      changes: commit.changes,
      facts: commit.facts,
      ...(commit.undo === undefined ? {} : { undo: commit.undo }),
    };
  }

  commit(): BlockCommitted {
    const block = this.finished;
    invariant(block !== undefined, 'commit without a finalized block');
    this.finished = undefined;
    return block;
  }

  /** Runs every invariant of every module; the broken ones in words. */
  brokenInvariants(): string[] {
    return this.wiring.modules.flatMap((module) =>
      module.invariants.flatMap(({ name, check }) => {
        const fault = check();
        return fault === undefined ? [] : [`${module.name}/${name}: ${fault}`];
      }),
    );
  }

  private checkInvariants(): void {
    const every = this.options.invariantsEvery ?? 0;
    if (every === 0 || this.block.height % every !== 0) return;
    const broken = this.brokenInvariants();
    if (broken.length > 0) throw new InvariantError(`height ${this.block.height}: ${broken.join('; ')}`);
  }

  query(request: QueryRequest): QueryResponse {
    return answerQuery(request, {
      state: this.state,
      handlers: this.queries,
      simulate: (data) => this.simulate(data),
    });
  }

  /** `cosmos.tx.v1beta1.Service/Simulate`: the messages on a branch of committed state, no signature or key looked at. */
  private simulate(data: Uint8Array): Uint8Array {
    const { txBytes, tx } = SimulateRequest.decode(data);
    const result = this.trial(() => this.executor.runMessages(decodeSimulated(txBytes, tx, this.crypto), 0));
    if (result.code !== 0) throw new AppError(result.code as 9001, result.log, result.details);
    const events = result.events.map((event) => ({ type: event.type, attributes: [...event.attributes] }));
    return SimulateResponse.encode({
      gasInfo: { gasWanted: result.gasWanted, gasUsed: result.gasUsed },
      result: { data: result.data, log: '', events, msgResponses: [] },
    });
  }

  /** Everything there is to say about a tx without sending it. */
  verifyTx(raw: Uint8Array): TxVerificationFacts {
    return this.gate.verifyTx(raw);
  }

  /** SHA-256 of tx bytes, lower-case hex. */
  hashOf(raw: Uint8Array): string {
    return toHex(this.crypto.sha256(raw));
  }

  /** What the messages of a tx would do to committed state, which stays as it is; events per item included. */
  tryTx(tx: DecodedTx): TxTrial {
    return this.trial(() => {
      const before = this.state.events.length;
      const result = this.executor.runMessages(tx, 0);
      const itemCounts = tx.messages.map((message) => this.wiring.itemCount(message));
      return { result, itemCounts, events: this.state.events.since(before) };
    });
  }

  /** TxRaw of what a wallet signed as typed data; throws 1001, 1002, 1003, 8001. */
  txFromTypedData(signed: SignedTypedData): Uint8Array {
    return txFromTypedData(this.crypto, signed, this.block.hubSalt, this.wiring.registry);
  }

  /** Runs `body` on a branch of committed state and drops whatever it did, events too. */
  trial<T>(body: () => T): T {
    const { journal } = this.state;
    const mark = journal.mark();
    try {
      return body();
    } finally {
      journal.rollback(mark);
    }
  }
}
