import type {
  AbciEvent,
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
} from '#chain/app-types.ts';
import { EMPTY, fromUtf8, toBase64, toHex, utf8 } from '#chain/lib/bytes.ts';
import { ChangedRecords } from '#chain/state/changed-records.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import { formatTime } from '#src/engine/block/timestamp.ts';
import { hashGenesis, parseGenesisDoc } from '#src/engine/genesis-doc.ts';

/**
 * A key-value application for tests of engines, mempool and RPC. A tx is the text `signer/nonce/lane/key=value`: nonce is an
 * ordered sequence, or `u` and a number for an unordered one; value `fail` passes checkTx and fails in the block.
 * State is all pairs and sequences; the app hash is their digest with the height.
 */
interface ParsedTx {
  readonly signer: string;
  readonly sequence: number | undefined;
  readonly nonce: string;
  readonly lane: 0 | 1 | 2 | 3;
  readonly key: string;
  readonly value: string;
}

const ROOTS = { version: 1, stateRoot: EMPTY, eventsRoot: EMPTY, slotsUsed: 0 };
const FORM = /^([a-z]+)\/(u?\d{1,12})\/([0-3])\/([^=]+)=(.*)$/s;

export const fakeTx = (signer: string, nonce: number | string, lane: number, pair: string): Uint8Array =>
  utf8(`${signer}/${nonce}/${lane}/${pair}`);

function findParsed(tx: Uint8Array): ParsedTx | undefined {
  let text: string;
  try {
    text = fromUtf8(tx);
  } catch {
    return undefined;
  }
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, signer, nonce, lane, key, value] = match as unknown as string[];
  const isOrdered = !nonce!.startsWith('u');
  return {
    signer: signer!,
    sequence: isOrdered ? Number(nonce) : undefined,
    nonce: nonce!,
    lane: Number(lane) as 0,
    key: key!,
    value: value!,
  };
}

const refusal = (code: number, codespace: string, log: string): CheckTxResult => ({
  code,
  codespace,
  log,
  gasWanted: 0n,
  gasUsed: 0n,
});

export class FakeApplication implements ApplicationInterface {
  /** Weight of every tx. */
  weight = 10;
  /** What processProposal answers. */
  acceptsProposals = true;
  readonly pairs = new Map<string, string>();
  private readonly sequences = new Map<string, number>();
  private readonly usedNonces = new Set<string>();
  private height = 0;
  private hash: Uint8Array = EMPTY;
  private pending: { request: BlockRequest; response: FinalizeBlockResponse } | undefined;

  info() {
    return { height: this.height, appHash: this.hash, stateVersion: 1 };
  }

  sequence(signer: string): number {
    return this.sequences.get(signer) ?? 0;
  }

  initChain(request: InitChainRequest): InitChainResponse {
    for (const [key, value] of Object.entries(request.appState as Record<string, string>)) this.pairs.set(key, value);
    this.height = request.initialHeight - 1;
    this.hash = this.digest(this.height);
    const validators = request.validators.map(({ publicKey, power }) => ({
      pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(publicKey) },
      power: String(power),
    }));
    const genesis = parseGenesisDoc({
      chain_id: request.chainId,
      genesis_time: formatTime(request.genesisTimeNs),
      validators,
      app_state: request.appState,
    });
    return { appHash: this.hash, genesisHash: hashGenesis(genesis), validators: request.validators };
  }

  private digest(height: number): Uint8Array {
    const pairs = [...this.pairs].sort(([a], [b]) => (a < b ? -1 : 1));
    return sha256(utf8(JSON.stringify([height, pairs, [...this.sequences], [...this.usedNonces]])));
  }

  checkTx(tx: Uint8Array): CheckTxResult {
    const parsed = findParsed(tx);
    if (parsed === undefined) return refusal(1001, 'auth', 'The transaction is malformed.');
    const { signer, sequence, nonce, lane } = parsed;
    if (sequence !== undefined && sequence < this.sequence(signer)) {
      return refusal(1005, 'auth', `account sequence mismatch, expected ${this.sequence(signer)}, got ${sequence}`);
    }
    if (this.usedNonces.has(`${signer}:${nonce}`)) return refusal(1005, 'auth', 'nonce used');
    const facts = { hash: toHex(sha256(tx)), lane, weight: this.weight, bytes: tx.length, signer };
    const order = sequence === undefined ? { nonce } : { sequence };
    return { code: 0, codespace: '', log: '', gasWanted: 7n, gasUsed: 3n, facts: { ...facts, ...order } };
  }

  prepareProposal(candidates: readonly Uint8Array[], maxTxBytes: number): Uint8Array[] {
    let bytes = 0;
    const fitting = candidates.filter((tx) => {
      bytes += tx.length + 8;
      return bytes <= maxTxBytes;
    });
    return fitting.sort((a, b) => findParsed(a)!.lane - findParsed(b)!.lane);
  }

  processProposal(): boolean {
    return this.acceptsProposals;
  }

  finalizeBlock(request: BlockRequest): FinalizeBlockResponse {
    const txResults = request.txs.map((tx) => this.execute(tx));
    const timeEvent = { key: 'time_ms', value: String(request.timeNs / 1_000_000n), index: true };
    const events = request.txs.length === 0 ? [] : [{ type: 'fake_block', attributes: [timeEvent] }];
    const response = { txResults, validatorUpdates: [], appHash: this.digest(request.height), events };
    this.pending = { request, response };
    return response;
  }

  private execute(tx: Uint8Array): TxResult {
    const parsed = findParsed(tx)!;
    const { signer, sequence, nonce, key, value } = parsed;
    const failed = (code: number, codespace: string, log: string): TxResult => ({
      ...refusal(code, codespace, log),
      data: EMPTY,
      events: [],
    });
    if (sequence === undefined ? this.usedNonces.has(`${signer}:${nonce}`) : sequence !== this.sequence(signer)) {
      return failed(1005, 'auth', 'nonce');
    }
    if (sequence === undefined) this.usedNonces.add(`${signer}:${nonce}`);
    else this.sequences.set(signer, sequence + 1);
    if (value === 'fail') return failed(2001, 'clob', 'The order is malformed.');
    this.pairs.set(key, value);
    const attributes: AbciEvent['attributes'] = [
      { key: 'action', value: '/fake.MsgSet', index: true },
      { key: 'sender', value: signer, index: true },
      { key: 'key', value: key, index: true },
      { key: 'note', value: 'not indexed', index: false },
    ];
    const events = [{ type: 'message', attributes }];
    return { code: 0, codespace: '', log: '', data: utf8(key), gasWanted: 7n, gasUsed: 3n, events };
  }

  commit(): BlockCommitted {
    const { request, response } = this.pending!;
    this.pending = undefined;
    this.height = request.height;
    this.hash = response.appHash;
    return {
      height: request.height,
      timeMs: Number(request.timeNs / 1_000_000n),
      timeNs: request.timeNs,
      txs: request.txs.map((bytes, i) => ({ bytes, hash: sha256(bytes), result: response.txResults[i]! })),
      events: [],
      appHash: response.appHash,
      stateRoot: response.appHash,
      eventsRoot: sha256(EMPTY),
      changes: ChangedRecords.of([]),
      facts: { ...ROOTS, height: request.height },
    };
  }

  query({ path, data, height, prove }: QueryRequest): QueryResponse {
    const at = height === 0 ? this.height : height;
    const base = { codespace: '', log: '', key: data, value: EMPTY, height: at };
    if (path !== '/kv') return { ...base, code: 8005, codespace: 'api', log: 'No such method.' };
    const value = this.pairs.get(fromUtf8(data));
    if (value === undefined) return { ...base, code: 8002, codespace: 'api', log: 'Not found.' };
    const proofOps = [{ type: 'fake', key: data, data: utf8(value) }];
    return { ...base, code: 0, value: utf8(value), ...(prove && { proofOps }) };
  }
}
