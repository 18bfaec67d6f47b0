/** Fields of the strided columns of margin. Links are row numbers, −1 = none. */
export const STRIDE = 8;

/** Subaccount rows, ints. */
export const ROW_OWNER = 0;
/** u32 kept in an int32: read with `>>> 0`. */
export const ROW_SUBACCOUNT = 1;
export const ROW_CELL = 2;
export const ROW_HOLDING = 3;
/** Next subaccount of the owner, rising number. */
export const ROW_NEXT = 4;

/** Subaccount rows, numbers: Q as a wide value; cached collateral sums with the asset price version they belong to. */
export const ROW_STRIDE = 16;
export const Q_HIGH = 0;
export const Q_LOW = 1;
export const HELD_IM = 2;
export const HELD_MM = 3;
/** −1 = stale. */
export const HELD_VERSION = 4;
/** Sequence number of the owner's last event about this subaccount. */
export const ROW_SEQ = 5;
/** Height of the last change. */
export const ROW_HEIGHT = 6;
/** Terms of E_im and IMR summed over all cells but `OPEN_CELL`, and the epoch they belong to, −1 = stale (InitialTotals). */
export const OTHERS_EQUITY = 8;
export const OTHERS_REQUIREMENT = 9;
export const OTHERS_MAGNITUDE = 10;
export const OTHERS_EPOCH = 11;
/** −1 = the sums hold every cell. */
export const OPEN_CELL = 12;

/** Cells (one market of one subaccount), ints. */
export const CELL_NEXT = 0;
/** Dense number of the market in memory. */
export const CELL_SLOT = 1;
export const CELL_LOTS = 2;
/** First block of resting orders. */
export const CELL_REST = 3;
export const CELL_ROW = 4;
export const CELL_USER_PPM = 5;
export const CELL_MARKET = 6;

/** Cells, numbers. */
export const ENTRY = 0;
export const F_HIGH = 1;
export const F_LOW = 2;
/** Σ lots of resting bids and asks that are not reduce-only. */
export const BID_LOTS = 3;
export const ASK_LOTS = 4;
/** Σ reserves at the price version beside it; −1 = beyond 2^53, the exact path recomputes it. */
export const RESERVE = 5;
export const RESERVE_VERSION = 6;

/** Holdings of assets other than USDC, ints; their amount is a wide value in fields 0 and 1 of the numbers. */
export const HOLDING_NEXT = 0;
export const HOLDING_ASSET = 1;
export const AMOUNT_HIGH = 0;
export const AMOUNT_LOW = 1;

/** Blocks of a cell's resting orders, ints. */
export const REST_STRIDE = 16;
export const REST_NEXT = 0;
export const REST_PREV = 1;
export const REST_CELL = 2;
/** Ticks and lots of each place in turn; ticks of an ask are negative, 0 = the place is free. */
export const REST_TICKS = 4;
export const REST_PLACES = 6;

/** Markets, numbers: M, C, version of both, F as a wide value, qtl, open interest in lots. */
export const MARK = 0;
export const CONFIDENCE = 1;
export const PRICE_VERSION = 2;
export const FUNDING_HIGH = 3;
export const FUNDING_LOW = 4;
export const OPEN_INTEREST = 5;
export const LONGS = 6;
export const SHORTS = 7;
