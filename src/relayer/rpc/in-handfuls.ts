/** Runs `ask` for every item, at most `most` at a time; results in the order of the items. The first rejection is thrown. */
export async function inHandfuls<T, R>(
  items: readonly T[],
  most: number,
  ask: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += most) {
    results.push(...(await Promise.all(items.slice(i, i + most).map(ask))));
  }
  return results;
}
