/** Numbers of an account, side by side. */
export const ACCOUNT_STRIDE = 16;

/** What every order and fill reads. Account events emitted. */
export const EVENT_SEQ = 0;
/** Account number, −1 = none. */
export const REFERRER = 1;
/** UTC day that today's volume belongs to. */
export const DAY = 2;
/** Volume of that day and lifetime volume before it, Quote: high · 10^15 + low, low < 10^15. */
export const TODAY_LOW = 3;
export const TODAY_HIGH = 4;
export const BEFORE_LOW = 5;
export const BEFORE_HIGH = 6;
/** A fee tier and the day and parameters it was found for; a cache, not in the record. 0 = none. */
export const TIER_KEY = 7;
export const TIER = 8;

/** What a tx reads. */
export const SEQUENCE = 9;
export const ORDERS_USED = 10;
export const ORDERS_OVER_MS = 11;
export const CANCELS_USED = 12;
export const CANCELS_OVER_MS = 13;
/** Unordered nonces remembered; a cache, not in the record. */
export const LIVE_NONCES = 14;
/** 0 none · 1 secp256k1 · 2 ethsecp256k1. */
export const KEY_ALGO = 15;
