import type { Address, Hex } from 'viem';
import { numberToHex, pad } from 'viem';
import { decodeVaultEvent, nextRollingHash, topicOf } from '#src/relayer/vault/vault-events.ts';
import { forgedHash, forgeState } from './forged-proof.ts';
import type { AskChain, ProxyFault } from './rpc-proxy.ts';

export interface ForgedViewOptions {
  readonly vault: Address;
  /** The vault's DOMAIN_SEPARATOR, where its rolling hash begins. */
  readonly domainSeparator: Hex;
  /** First block that is shown forged. */
  readonly from: bigint;
  /** Deposits after this nonce are shown larger; asked for at every call. */
  readonly honestUpTo: () => Promise<bigint>;
}

interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly [field: string]: unknown;
}

interface Block {
  readonly number: Hex;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly [field: string]: unknown;
}

const DEPOSIT = topicOf('Deposit');
/** A forged deposit is so many times the true one. */
const FACTOR = 1000n;
const MAX_AMOUNT = (1n << 96n) - 1n;

/**
 * A chain in which each new deposit is a thousand times as large: logs, receipts, headers and storage proofs all say so,
 * consistently, at every endpoint that shows this view. A relayer that trusts only such endpoints has no way to know, and
 * votes for what is not true; the other validators outvote it. All else of the chain is shown as it is.
 */
export class ForgedView implements ProxyFault {
  private readonly options: ForgedViewOptions;

  constructor(options: ForgedViewOptions) {
    this.options = options;
  }

  async answer(method: string, params: readonly unknown[], ask: AskChain): Promise<unknown> {
    switch (method) {
      case 'eth_getBlockByNumber':
      case 'eth_getBlockByHash':
        return this.block((await ask(method, params)) as Block | null, ask);
      case 'eth_getLogs':
        return this.logs((await ask(method, params)) as readonly Log[]);
      case 'eth_getTransactionReceipt':
        return this.receipt(
          (await ask(method, params)) as { logs: readonly Log[]; blockHash: Hex; blockNumber: Hex } | null,
        );
      case 'eth_getProof':
        return this.proof(params, ask);
      default:
        return ask(method, params);
    }
  }

  private isForged(block: Hex): boolean {
    return BigInt(block) >= this.options.from;
  }

  private async block(block: Block | null, ask: AskChain): Promise<Block | null> {
    if (block === null || !this.isForged(block.number)) return block;
    const { vault } = this.options;
    const parent = BigInt(block.number) - 1n;
    const { stateRoot } = forgeState(vault, await this.words(block.number, ask));
    return {
      ...block,
      hash: forgedHash(block.hash),
      parentHash: parent >= this.options.from ? forgedHash(block.parentHash) : block.parentHash,
      stateRoot,
    };
  }

  private async logs(logs: readonly Log[]): Promise<readonly Log[]> {
    const honest = await this.options.honestUpTo();
    return logs.map((log) => this.log(log, honest));
  }

  private log(log: Log, honest: bigint): Log {
    const blockHash = this.isForged(log.blockNumber) ? forgedHash(log.blockHash) : log.blockHash;
    return { ...log, blockHash, data: this.data(log, honest) };
  }

  /** token, sender, refundTo, amount: one word each. */
  private data({ address, topics, data, blockNumber }: Log, honest: bigint): Hex {
    const isVault = address.toLowerCase() === this.options.vault.toLowerCase();
    if (!isVault || topics[0] !== DEPOSIT || !this.isForged(blockNumber) || BigInt(topics[1]!) <= honest) return data;
    const amount = BigInt(`0x${data.slice(-64)}`) * FACTOR;
    const word = numberToHex(amount < MAX_AMOUNT ? amount : MAX_AMOUNT, { size: 32 });
    return `${data.slice(0, -64)}${word.slice(2)}` as Hex;
  }

  private async receipt<T extends { logs: readonly Log[]; blockHash: Hex; blockNumber: Hex }>(
    receipt: T | null,
  ): Promise<T | null> {
    if (receipt === null || !this.isForged(receipt.blockNumber)) return receipt;
    return { ...receipt, blockHash: forgedHash(receipt.blockHash), logs: await this.logs(receipt.logs) };
  }

  private async proof(params: readonly unknown[], ask: AskChain): Promise<unknown> {
    const [address, , block] = params as [Hex, readonly Hex[], string];
    const { vault } = this.options;
    const isOfVault = address.toLowerCase() === vault.toLowerCase() && /^0x/.test(block);
    const real = (await ask('eth_getProof', params)) as { storageProof: readonly object[] };
    if (!isOfVault || !this.isForged(block as Hex)) return real;
    const { accountProof, storageProofs } = forgeState(vault, await this.words(block as Hex, ask));
    const storageProof = real.storageProof.map((one, slot) => ({ ...one, proof: storageProofs[slot] ?? [] }));
    return { ...real, accountProof, storageProof };
  }

  /** The vault's words at the end of a block of the forged world. O(events of the vault). */
  private async words(block: Hex, ask: AskChain): Promise<{ rollingHash: Hex; counters: Hex }> {
    const { vault, domainSeparator } = this.options;
    const honest = await this.options.honestUpTo();
    const filter = { address: vault, fromBlock: '0x0', toBlock: block };
    const logs = (await ask('eth_getLogs', [filter])) as readonly Log[];
    let rollingHash = domainSeparator;
    for (const log of logs) {
      const event = decodeVaultEvent(log.topics, this.data(log, honest));
      if (event !== undefined) rollingHash = nextRollingHash(rollingHash, event.eventHash);
    }
    const slot = numberToHex(1, { size: 32 });
    const counters = pad((await ask('eth_getStorageAt', [vault, slot, block])) as Hex, { size: 32 });
    return { rollingHash, counters };
  }
}
