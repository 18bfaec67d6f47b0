/**
 * A vault says what cannot be if vault and hub did as they should: a payout nobody ordered, a set nobody made. Isolates
 * the spoke.
 */
export class Contradiction extends Error {
  override name = 'Contradiction';
}
