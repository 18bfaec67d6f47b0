import type { Route } from '../route.ts';
import { accountRoutes } from './account-routes.ts';
import { bridgeRoutes } from './bridge-routes.ts';
import { chainRoutes } from './chain-routes.ts';
import type { RouteContext } from './context.ts';
import { historyRoutes } from './history-routes.ts';
import { marketRoutes } from './market-routes.ts';
import { nodeRoutes } from './node-routes.ts';
import { simulateRoute } from './simulate-route.ts';
import { spokeRoutes } from './spoke-routes.ts';
import { txRoutes } from './tx-routes.ts';

/** Every route of /v1 in the order of the documents. */
export function allRoutes(context: RouteContext): readonly Route[] {
  const routes: Route[] = [];
  const weights = (): Readonly<Record<string, number>> =>
    Object.fromEntries(routes.map((one) => [`${one.method} ${one.path}`, one.weight]));
  routes.push(
    ...nodeRoutes(context, weights),
    ...marketRoutes(context),
    ...accountRoutes(context),
    ...historyRoutes(context),
    ...bridgeRoutes(context),
    ...spokeRoutes(context),
    simulateRoute(context),
    ...txRoutes(context),
    ...chainRoutes(context),
  );
  return routes;
}
