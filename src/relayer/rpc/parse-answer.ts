import type { Address, Hex } from 'viem';

/** An EVM block header, as far as a relayer uses it. */
export interface Header {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly receiptsRoot: Hex;
  /** s. */
  readonly timestamp: bigint;
}

export interface VaultLog {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly txHash: Hex;
  readonly logIndex: bigint;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export interface Receipt {
  readonly txHash: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly succeeded: boolean;
  /** Those of the vault only. */
  readonly logs: readonly VaultLog[];
}

/** eth_getProof, not yet verified. */
export interface ProofAnswer {
  readonly accountProof: readonly Hex[];
  readonly storageProofs: readonly (readonly Hex[])[];
}

/** An answer that does not have its form. The text names the field. */
export class AnswerError extends Error {
  override name = 'AnswerError';
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AnswerError(`${what} is no object`);
  return value as Fields;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new AnswerError(`${what} is no list`);
  return value;
}

/** Whole bytes as lower-case 0x hex; of `length` bytes when given. */
export function parseBytes(value: unknown, what: string, length?: number): Hex {
  const isHex = typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value);
  if (!isHex || (length !== undefined && value.length !== 2 + 2 * length)) throw new AnswerError(`${what} is no hex`);
  return value.toLowerCase() as Hex;
}

/** A QUANTITY of at most 256 bits. */
export function parseQuantity(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value))
    throw new AnswerError(`${what} is no quantity`);
  return BigInt(value);
}

/** null: the node has no such block. */
export function parseHeader(value: unknown): Header | undefined {
  if (value === null) return undefined;
  const block = fieldsOf(value, 'block');
  return {
    number: parseQuantity(block.number, 'number'),
    hash: parseBytes(block.hash, 'hash', 32),
    parentHash: parseBytes(block.parentHash, 'parentHash', 32),
    stateRoot: parseBytes(block.stateRoot, 'stateRoot', 32),
    receiptsRoot: parseBytes(block.receiptsRoot, 'receiptsRoot', 32),
    timestamp: parseQuantity(block.timestamp, 'timestamp'),
  };
}

function parseLog(value: unknown): VaultLog & { readonly address: Hex } {
  const log = fieldsOf(value, 'log');
  if (log.removed === true) throw new AnswerError('log is removed');
  const topics = listOf(log.topics, 'topics');
  if (topics.length > 4) throw new AnswerError('more than 4 topics');
  return {
    address: parseBytes(log.address, 'address', 20),
    blockNumber: parseQuantity(log.blockNumber, 'blockNumber'),
    blockHash: parseBytes(log.blockHash, 'blockHash', 32),
    txHash: parseBytes(log.transactionHash, 'transactionHash', 32),
    logIndex: parseQuantity(log.logIndex, 'logIndex'),
    topics: topics.map((topic) => parseBytes(topic, 'topic', 32)),
    data: parseBytes(log.data, 'data'),
  };
}

const withoutAddress = ({ address: _, ...log }: VaultLog & { readonly address: Hex }): VaultLog => log;

/** Logs of `vault` in the blocks `from`..`to`, strictly ascending: anything else in the answer is refused. */
export function parseLogs(value: unknown, vault: Address, from: bigint, to: bigint): readonly VaultLog[] {
  const logs = listOf(value, 'logs').map(parseLog);
  let before = { block: -1n, index: -1n };
  for (const { address, blockNumber, logIndex } of logs) {
    if (address !== vault.toLowerCase()) throw new AnswerError('log of another contract');
    if (blockNumber < from || blockNumber > to) throw new AnswerError('log outside the range asked for');
    const ascends = blockNumber > before.block || (blockNumber === before.block && logIndex > before.index);
    if (!ascends) throw new AnswerError('logs out of order');
    before = { block: blockNumber, index: logIndex };
  }
  return logs.map(withoutAddress);
}

/** null: the node has no such receipt. */
export function parseReceipt(value: unknown, vault: Address): Receipt | undefined {
  if (value === null) return undefined;
  const receipt = fieldsOf(value, 'receipt');
  const status = parseQuantity(receipt.status, 'status');
  if (status > 1n) throw new AnswerError('status is neither 0 nor 1');
  const logs = listOf(receipt.logs, 'logs').map(parseLog);
  return {
    txHash: parseBytes(receipt.transactionHash, 'transactionHash', 32),
    blockNumber: parseQuantity(receipt.blockNumber, 'blockNumber'),
    blockHash: parseBytes(receipt.blockHash, 'blockHash', 32),
    succeeded: status === 1n,
    logs: logs.filter((log) => log.address === vault.toLowerCase()).map(withoutAddress),
  };
}

/** Most nodes of a path in a trie whose keys are hashes. */
const MAX_PROOF_NODES = 65;

function parseNodes(value: unknown, what: string): readonly Hex[] {
  const nodes = listOf(value, what);
  if (nodes.length > MAX_PROOF_NODES) throw new AnswerError(`${what} is too long`);
  return nodes.map((node) => parseBytes(node, what));
}

/** Storage proofs in the order of the slots asked for. */
export function parseProof(value: unknown, slots: number): ProofAnswer {
  const proof = fieldsOf(value, 'proof');
  const storage = listOf(proof.storageProof, 'storageProof');
  if (storage.length !== slots) throw new AnswerError('storageProof has another length');
  return {
    accountProof: parseNodes(proof.accountProof, 'accountProof'),
    storageProofs: storage.map((one) => parseNodes(fieldsOf(one, 'storageProof').proof, 'storageProof')),
  };
}
