/** The vector format of test/vectors/data/trading/README.md as types. */
export interface VectorMarket {
  readonly id: number;
  readonly quantumsPerTickLot: number;
  readonly maxOrderLots: number;
  readonly maxTicks: number;
  readonly maxPositionLots: number;
  readonly minNotional: number;
  readonly bandPpm: number;
  readonly imPpm: number;
  readonly maxLevels: number;
  readonly maxMakers: number;
  readonly maxFires: number;
}

export interface VectorAccount {
  readonly owner: string;
  /** Number → margin budget. */
  readonly subaccounts: Readonly<Record<string, number>>;
  readonly makerPpm: number;
  readonly takerPpm: number;
  readonly maxOpenOrders: number;
}

export interface VectorSetup {
  readonly markets: readonly VectorMarket[];
  readonly accounts: readonly VectorAccount[];
  readonly maxClosedIds?: number;
}

export interface VectorChild {
  readonly kind: string;
  readonly source?: string;
  readonly triggerTicks?: number;
  readonly type?: string;
  readonly ticks?: number;
  readonly lots?: number;
  readonly clientOrderId?: string;
}

/** One message or item; which fields it has depends on `action`. */
export interface VectorItem {
  readonly action: string;
  readonly market?: number;
  readonly sub?: number;
  readonly side?: string;
  readonly type?: string;
  readonly lots?: number;
  readonly ticks?: number;
  readonly tif?: string;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly clientOrderId?: string;
  readonly stp?: string;
  readonly expiresAt?: number;
  readonly trigger?: {
    readonly kind?: string;
    readonly source?: string;
    readonly ticks?: number;
    readonly callbackPpm?: number;
    readonly slippagePpm?: number;
  };
  readonly children?: readonly VectorChild[];
  readonly twap?: { readonly durationMs: number; readonly intervalMs: number; readonly slippagePpm: number };
  readonly orderId?: number;
  readonly triggerTicks?: number;
  readonly time?: number;
  readonly atomic?: boolean;
  readonly items?: readonly VectorItem[];
}

export interface VectorTx {
  readonly owner: string;
  readonly msgs: readonly VectorItem[];
  readonly sequence?: number;
}

export interface VectorBlock {
  readonly timeMs: number;
  readonly markets?: Readonly<
    Record<string, { readonly mark?: number | null; readonly index?: number | null; readonly status?: string }>
  >;
  readonly accounts?: Readonly<Record<string, { readonly margin?: number; readonly healthy?: boolean }>>;
  readonly txs: readonly VectorTx[];
}

export type BookState = Readonly<
  Record<
    string,
    {
      readonly bids: readonly (readonly [number, readonly (readonly [number, number])[]])[];
      readonly asks: readonly (readonly [number, readonly (readonly [number, number])[]])[];
      readonly pending: readonly (readonly [number, string, number])[];
      readonly last: number | null;
      readonly nextOrderId: number;
      readonly nextTradeId: number;
    }
  >
>;

/** What an exchange holds at the end. */
export interface FinalState {
  readonly book: BookState;
  readonly positions: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  readonly fees: Readonly<Record<string, number>>;
}

export interface Scenario {
  readonly name: string;
  readonly spec: string;
  readonly stream?: boolean;
  readonly setup: VectorSetup;
  readonly blocks: readonly VectorBlock[];
  readonly expected: FinalState & {
    readonly events?: readonly string[];
    readonly eventCount?: number;
    readonly eventsSha256?: string;
    readonly perBlock?: readonly (readonly [number, string])[];
  };
}
