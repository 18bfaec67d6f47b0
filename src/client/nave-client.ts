import { fromHex } from '#chain/lib/bytes.ts';
import type { Account } from '#src/api/schemas/account.ts';
import type { Asset, Market } from '#src/api/schemas/market.ts';
import type { Fill, Order, OrderInput } from '#src/api/schemas/order.ts';
import type { TxItem, TxResult } from '#src/api/schemas/tx.ts';
import { BlockClock } from './block-clock.ts';
import type { OutgoingMessage, OutgoingNonce, SignedTx } from './build-tx.ts';
import { buildDirectTx, buildTypedDataTx } from './build-tx.ts';
import { type DirectoryInput, MarketDirectory } from './market-directory.ts';
import { moneyMessage } from './money-messages.ts';
import { NaveError } from './nave-error.ts';
import { NaveSocket } from './nave-socket.ts';
import { DEFAULT_TIMEOUT_MS, NonceSource } from './nonce-source.ts';
import type { AmendInput, BatchItemInput, OrderName, Party } from './order-messages.ts';
import { amendOrder, batch, cancelAllOrders, cancelOrder, orderMessage, placeOrder } from './order-messages.ts';
import { type Fetch, RestClient } from './rest-client.ts';
import type { Signer } from './signer.ts';
import type { OpenSubscription, SocketFactory, SubscribeParams, SubscriptionHandlers } from './socket-types.ts';
import { type SubmitOptions, submitTx } from './submit-tx.ts';
import { waitForOrder } from './wait-for-order.ts';

export interface NaveClientOptions {
  /** `http://localhost:8080` */
  readonly rest: string;
  /** Default: the REST address with ws and `/v1/ws`. */
  readonly ws?: string;
  readonly signer?: Signer;
  /** Whose subaccounts to act on; default the signer's. */
  readonly owner?: string;
  readonly subaccount?: number;
  readonly fetch?: Fetch;
  readonly webSocket?: SocketFactory;
  readonly nonces?: NonceSource;
  /** Ends requests, subscriptions and the connection. */
  readonly signal?: AbortSignal;
}

export interface SendOptions extends SubmitOptions {
  /** Ordered nonce instead of an unordered one. */
  readonly sequence?: number;
  /** Life of the unordered nonce (60,000). */
  readonly timeoutMs?: number;
}

/** The part of `GET config` a client needs. */
interface ChainConfig {
  readonly chainId: string;
  readonly hubSalt: string;
}

/** What became of one order of a transaction. */
export interface OrderOutcome {
  readonly result: TxResult;
  readonly item: TxItem;
  readonly order: Order | null;
  readonly fills: readonly Fill[];
}

/**
 * A node's REST and WebSocket, with a key: transactions in human units, subscriptions that survive reconnection. One
 * object may be shared by everything in a process that trades with that key.
 */
export class NaveClient {
  readonly rest: RestClient;
  readonly directory: MarketDirectory;
  readonly chainId: string;
  /** Ties wallets' and vaults' signatures to this hub (spec: bridge-abi §3). */
  readonly hubSalt: Uint8Array;
  /** Last block time seen, moved on by the local clock. */
  readonly clock: BlockClock;
  private readonly options: NaveClientOptions;
  private readonly nonces: NonceSource;
  private socket: NaveSocket | undefined;
  private accountNumber: number | undefined;

  private constructor(
    options: NaveClientOptions,
    rest: RestClient,
    clock: BlockClock,
    config: ChainConfig,
    directory: MarketDirectory,
  ) {
    this.options = options;
    this.rest = rest;
    this.clock = clock;
    this.chainId = config.chainId;
    this.hubSalt = fromHex(config.hubSalt);
    this.directory = directory;
    this.nonces = options.nonces ?? new NonceSource();
  }

  /** Asks the node for its chain, markets and assets. Throws NaveError or UnreachableError. */
  static async connect(options: NaveClientOptions): Promise<NaveClient> {
    const clock = new BlockClock();
    const rest = new RestClient(
      {
        url: options.rest,
        ...(options.fetch !== undefined && { fetch: options.fetch }),
        ...(options.signal !== undefined && { signal: options.signal }),
      },
      (height, timeMs) => clock.observe(height, timeMs),
    );
    const [config, listed] = await Promise.all([rest.get<ChainConfig>('config'), readListed(rest)]);
    return new NaveClient(options, rest, clock, config.data, new MarketDirectory(listed));
  }

  /** Learns of markets, assets and spokes that were listed since the client connected. */
  async refresh(): Promise<void> {
    this.directory.add(await readListed(this.rest));
  }

  /** `nave1…` that signs. Throws without a signer. */
  get signerAccount(): string {
    return this.signer.account;
  }

  /** `nave1…` whose subaccounts are acted on. */
  get owner(): string {
    return this.options.owner ?? this.signer.account;
  }

  private get signer(): Signer {
    const { signer } = this.options;
    if (signer === undefined) throw new Error('this client has no signer: it can only read');
    return signer;
  }

  private party(subaccount?: number): Party {
    return {
      sender: this.signer.account,
      owner: this.owner,
      subaccount: subaccount ?? this.options.subaccount ?? 0,
    };
  }

  async account(account: string = this.owner): Promise<Account> {
    return (await this.rest.get<Account>(`accounts/${account}`)).data;
  }

  /** Signs without sending; the hash is known from here on. */
  async sign(messages: readonly OutgoingMessage[], options: SendOptions = {}): Promise<SignedTx> {
    const { signer } = this;
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (!this.clock.isKnown) await this.rest.get('time');
    const timeoutUs = this.nonces.next(this.clock.estimate(), timeoutMs);
    if (signer.mode === 'typed_data') {
      const [message, ...others] = messages;
      if (message === undefined || others.length > 0) throw new Error('a wallet signs one message a transaction');
      return buildTypedDataTx(signer, message, timeoutUs, this.hubSalt, this.directory);
    }
    const nonce: OutgoingNonce =
      options.sequence === undefined
        ? { kind: 'unordered', timeoutUs, tagNs: this.nonces.tagNs }
        : { kind: 'sequence', sequence: options.sequence };
    const accountNumber = await this.signerNumber();
    return buildDirectTx(signer, { messages, chainId: this.chainId, accountNumber, nonce });
  }

  /** Account numbers never change, so the first answer is kept. */
  private async signerNumber(): Promise<number> {
    if (this.accountNumber === undefined) {
      const { exists, accountNumber } = await this.account(this.signer.account);
      if (!exists || accountNumber === null) {
        throw new NaveError({
          code: 1004,
          name: 'ACCOUNT_UNKNOWN',
          message: `account ${this.signer.account} not found; deposit or send to it first`,
          details: { account: this.signer.account },
          retryable: false,
          retryAfterMs: null,
        });
      }
      this.accountNumber = accountNumber;
    }
    return this.accountNumber;
  }

  /** Signs and sends; see submitTx for what is thrown. */
  async send(messages: readonly OutgoingMessage[], options: SendOptions = {}): Promise<TxResult> {
    const tx = await this.sign(messages, options);
    const { signal } = this.options;
    return submitTx(this.rest, tx, signal === undefined ? options : { signal, ...options });
  }

  /** Committed, or pending when the wait ran out. A refused order is thrown as TxFailedError. */
  async placeOrder(input: OrderInput, options: SendOptions = {}): Promise<OrderOutcome> {
    const place = placeOrder(this.directory, this.party(input.subaccount ?? undefined), input);
    return firstItem(await this.send([orderMessage.place(place)], options));
  }

  async amendOrder(name: OrderName, change: AmendInput, options: SendOptions = {}): Promise<OrderOutcome> {
    const amend = amendOrder(this.directory, this.party(), name, change);
    return firstItem(await this.send([orderMessage.amend(amend)], options));
  }

  cancelOrder(name: OrderName, options: SendOptions = {}): Promise<TxResult> {
    return this.send([orderMessage.cancel(cancelOrder(this.directory, this.party(), name))], options);
  }

  cancelAllOrders(
    filter: { readonly market?: string; readonly side?: 'buy' | 'sell' } = {},
    options: SendOptions = {},
  ): Promise<TxResult> {
    return this.send([orderMessage.cancelAll(cancelAllOrders(this.directory, this.party(), filter))], options);
  }

  /** Dead man's switch: everything of the subaccount is canceled at `timeMs` unless moved; 0 clears. */
  scheduleCancel(timeMs: number, options: SendOptions = {}): Promise<TxResult> {
    return this.send([orderMessage.scheduleCancel(this.party(), timeMs)], options);
  }

  /** One result an item in `items`; of a plain batch, refused items do not throw. */
  batch(
    items: readonly BatchItemInput[],
    options: SendOptions & { readonly atomic?: boolean } = {},
  ): Promise<TxResult> {
    const message = batch(this.directory, this.party(), items, options.atomic === true);
    return this.send([orderMessage.batch(message)], { returnFailure: options.atomic !== true, ...options });
  }

  transfer(
    input: {
      readonly to: string;
      readonly toSubaccount?: number;
      readonly asset: string;
      readonly amount: string;
    },
    options: SendOptions = {},
  ): Promise<TxResult> {
    return this.send([moneyMessage.transfer(this.directory, this.party(), input)], options);
  }

  /** MsgWithdraw with everything given; `requestWithdrawal` finds out fee and id. */
  async withdraw(
    input: {
      readonly asset: string;
      readonly amount: string;
      readonly spoke: number;
      readonly to: string;
      readonly maxFee: string;
      readonly subaccount?: number;
    },
    options: SendOptions = {},
  ): Promise<TxResult> {
    if (this.directory.findSpokeChainId(input.spoke) === undefined) await this.refresh();
    return this.send([moneyMessage.withdraw(this.directory, this.party(input.subaccount), input)], options);
  }

  /** Until the withdrawal is ready: the whole amount comes back. `id` such as `1-17`. */
  async cancelWithdrawal(id: string, options: SendOptions = {}): Promise<TxResult> {
    return this.send([moneyMessage.cancelWithdrawal(this.owner, id)], options);
  }

  /** Pays a quarantined deposit back to its refund address; anybody may, no wallet's typed data says it. */
  async refundDeposit(id: string, options: SendOptions = {}): Promise<TxResult> {
    return this.send([moneyMessage.refundDeposit(this.signer.account, id)], options);
  }

  /** Resolves when the order is filled or otherwise closed; rejects when `timeoutMs` (30,000) runs out. */
  waitForFill(
    name: OrderName,
    options: { readonly timeoutMs?: number; readonly subaccount?: number } = {},
  ): Promise<Order> {
    const subaccount = options.subaccount ?? this.options.subaccount ?? 0;
    return waitForOrder(
      this.rest,
      { account: this.owner, subaccount, name },
      (params, handlers) => this.subscribe(params, handlers),
      options.timeoutMs ?? 30_000,
    );
  }

  /** Frames from committed blocks, until closed; see SubscriptionHandlers for gaps. */
  subscribe(params: SubscribeParams, handlers: SubscriptionHandlers): OpenSubscription {
    const { ws, rest, webSocket, signal } = this.options;
    this.socket ??= new NaveSocket({
      url: ws ?? `${rest.replace(/^http/, 'ws').replace(/\/+$/, '')}/v1/ws`,
      ...(webSocket !== undefined && { connect: webSocket }),
      ...(signal !== undefined && { signal }),
      onBlock: (height, timeMs) => this.clock.observe(height, timeMs),
    });
    return this.socket.subscribe(params, handlers);
  }

  /** Ends subscriptions and the connection. */
  close(): void {
    this.socket?.close();
    this.socket = undefined;
  }
}

async function readListed(rest: RestClient): Promise<DirectoryInput> {
  const [markets, assets] = await Promise.all([
    rest.get<readonly Market[]>('markets'),
    rest.get<readonly Asset[]>('assets'),
  ]);
  return { markets: markets.data, assets: assets.data };
}

function firstItem(result: TxResult): OrderOutcome {
  const item = result.items[0] ?? {
    index: 0,
    action: 'place',
    code: result.code,
    name: null,
    details: null,
    market: null,
    orderId: null,
    clientOrderId: null,
    order: null,
    fills: [],
  };
  return { result, item, order: item.order, fills: item.fills };
}
