import { get } from './node-request.ts';

/** Data of a REST read; of a list the first page, or all pages. Throws CliError with the node's error. */
export async function readData(
  node: string,
  path: string,
  query: Readonly<Record<string, string>>,
  all: boolean,
): Promise<object> {
  const rows: object[] = [];
  let cursor: string | null | undefined;
  do {
    const text = new URLSearchParams({ ...query, ...(cursor && { cursor }) }).toString();
    const body = await get(node, text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`);
    if (!Array.isArray(body.data)) return body.data as object;
    rows.push(...(body.data as object[]));
    cursor = all ? body.nextCursor : undefined;
  } while (cursor);
  return rows;
}
