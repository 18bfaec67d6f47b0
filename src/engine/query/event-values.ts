import type { AbciEvent } from '#chain/app-types.ts';

/** Values of all attributes by `type.key`, with what CometBFT adds (`tm.event`, `tx.hash`, `tx.height`). */
export function eventValues(
  events: readonly AbciEvent[],
  added: Readonly<Record<string, string>>,
): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const put = (key: string, value: string): void => {
    const list = values.get(key);
    if (list === undefined) values.set(key, [value]);
    else list.push(value);
  };
  for (const event of events) {
    if (event.type === '') continue;
    for (const attribute of event.attributes) {
      if (attribute.key !== '') put(`${event.type}.${attribute.key}`, attribute.value);
    }
  }
  for (const [key, value] of Object.entries(added)) put(key, value);
  return values;
}
