import { errorCodes } from '#chain/lib/error-codes.ts';
import type { Route } from '../rest/route.ts';

const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function parameters(one: Route): string {
  const names = Object.keys(one.query.properties as object);
  return names.length === 0 ? '' : `<small>${html(names.join(', '))}</small>`;
}

/** One page that lists every route, channel document and error code; no script, nothing fetched. */
export function docsPage(routes: readonly Route[]): string {
  const rows = routes.map(
    (one) =>
      `<tr><td><code>${one.method}</code></td><td><code>/v1${html(one.path)}</code><br>${parameters(one)}</td>` +
      `<td>${html(one.summary)}</td><td>${html(one.weightNote ?? String(one.weight))}</td></tr>`,
  );
  const errors = Object.entries(errorCodes).map(
    ([code, row]) =>
      `<tr><td>${code}</td><td><code>${row.name}</code></td><td>${row.http}</td><td>${html(row.text)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Nave API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.35rem .5rem;text-align:left;vertical-align:top}
small{color:#666}</style></head><body>
<h1>Nave API</h1>
<p>REST below <code>/v1</code>: <a href="/v1/openapi.json">OpenAPI 3.1</a>. WebSocket at <code>/v1/ws</code>:
<a href="/v1/asyncapi.json">AsyncAPI 3</a>. Prices, sizes and money are decimal strings; every answer says the block it is true at.</p>
<h2>Routes</h2><table><thead><tr><th></th><th>Path</th><th></th><th>Weight</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<h2>Errors</h2><table><thead><tr><th>Code</th><th>Name</th><th>HTTP</th><th></th></tr></thead><tbody>${errors.join('')}</tbody></table>
</body></html>`;
}
