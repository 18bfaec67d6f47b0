/** How a chain tells that a block is final: its own tag, or a depth below the head. */
export type FinalityRule = { readonly kind: 'finalized' } | { readonly kind: 'depth'; readonly blocks: bigint };

/** `finalized` or `depth:N`, as hub and configuration write it; undefined for any other text. */
export function findFinality(text: string): FinalityRule | undefined {
  if (text === 'finalized') return { kind: 'finalized' };
  const [, blocks] = /^depth:([1-9]\d{0,3})$/.exec(text) ?? [];
  return blocks === undefined ? undefined : { kind: 'depth', blocks: BigInt(blocks) };
}
