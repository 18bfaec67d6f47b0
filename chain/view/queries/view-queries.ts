import type { QueryHandler } from '../../lib/query-method.ts';
import type { ChainView } from '../../view.ts';
import { accountQueries } from './account-queries.ts';
import { bankQueries } from './bank-queries.ts';
import { marketQueries } from './market-queries.ts';

/** gRPC-style queries answered from the read model: path → handler. Those of one module alone are the module's. */
export function viewQueries(view: ChainView): Record<string, QueryHandler> {
  return { ...bankQueries(view), ...marketQueries(view), ...accountQueries(view) };
}
