import type { Address } from './lib/units.ts';
import type {
  ViewAccount,
  ViewAgent,
  ViewFees,
  ViewLimits,
  ViewPosition,
  ViewSubaccount,
  ViewSubaccountReader,
} from './view/account-types.ts';
import type { ViewBridge } from './view/bridge-view.ts';
import type {
  TrialRequest,
  TrialResult,
  ViewChain,
  ViewFeeParams,
  ViewProof,
  ViewSolvencyAsset,
} from './view/chain-types.ts';
import type {
  ViewAsset,
  ViewBook,
  ViewFunding,
  ViewLevel,
  ViewLevelOrder,
  ViewMarket,
  ViewMarketStatus,
  ViewOracle,
  ViewPrices,
} from './view/market-types.ts';
import type { ViewOrder, ViewOrderFilter } from './view/order-types.ts';

/**
 * Committed state as readers see it, in chain units; human units are the API's business. Every method is synchronous and
 * answers for the last committed block of its application. Nothing it returns is ever changed
 * afterwards. Lists are in the order of state: markets by id, orders by (market, id), subaccounts by number.
 * `find*` returns undefined for what does not exist; lists of unknown accounts are empty.
 */
export interface ChainView {
  chain(): ViewChain;

  markets(): readonly ViewMarket[];
  findMarket(id: number): ViewMarket | undefined;
  findMarketByTicker(ticker: string): ViewMarket | undefined;
  marketStatus(id: number): ViewMarketStatus;
  prices(id: number): ViewPrices;
  /** Lots held by all longs (= by all shorts). */
  openInterest(id: number): number;
  /** How many subaccounts hold each side. */
  holders(id: number): { readonly longs: number; readonly shorts: number };
  funding(id: number): ViewFunding;
  oracle(id: number): ViewOracle;
  /** OI scaling s of risk §3 at the committed open interest, ppm. */
  openInterestScalePpm(id: number): number;
  /** At most `levels` prices a side, 0 = all. O(levels). */
  book(id: number, levels: number): ViewBook<ViewLevel>;
  /** The same prices, order by order. */
  bookOrders(id: number, levels: number): ViewBook<ViewLevelOrder>;

  assets(): readonly ViewAsset[];

  orders(owner: Address, filter?: ViewOrderFilter): readonly ViewOrder[];
  findOrder(market: number, orderId: number): ViewOrder | undefined;

  /** Number of the account's last event, 0 = none yet (spec: trading §7). */
  accountSeq(address: Address): number;
  findAccount(address: Address): ViewAccount | undefined;
  findSubaccount(owner: Address, number: number): ViewSubaccount | undefined;
  /** The same figures one at a time: each is computed when it is asked for. Good until the next block. */
  subaccountReader(owner: Address, number: number): ViewSubaccountReader | undefined;
  subaccounts(owner: Address): readonly ViewSubaccount[];
  positions(owner: Address, subaccount?: number): readonly ViewPosition[];
  agents(owner: Address): readonly ViewAgent[];
  fees(owner: Address): ViewFees;
  limits(owner: Address): ViewLimits;

  feeParams(): ViewFeeParams;
  /** Module → its params as JSON-safe values (64-bit integers as decimal strings). */
  params(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  solvency(): readonly ViewSolvencyAsset[];
  readonly bridge: ViewBridge;
  /**
   * Proof of a subaccount's record as of a height; undefined when it had none then.
   * @throws AppError 8004 for a height that is not held
   */
  proof(owner: Address, subaccount: number, height: number): ViewProof | undefined;
  /** First and last height a proof can be made for. */
  proofHeights(): { readonly first: number; readonly last: number };
  /** Runs orders, cancels and transfers on a branch of committed state that is dropped. */
  simulate(request: TrialRequest): TrialResult;
}
