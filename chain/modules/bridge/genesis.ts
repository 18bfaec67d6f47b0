import { type At, Fields, requireThat } from '../../genesis/fields.ts';
import type { BridgeBase } from './base.ts';
import { readParams } from './params.ts';
import { readRoute, readSpoke } from './registration.ts';
import type { Registry } from './registry.ts';

/**
 * `app_state.bridge`: {authority?, params?, spokes?, routes?}. The authority, an account that may register spokes and set
 * states until governance does, is for localnets. Throws GenesisError.
 */
export function applyBridgeGenesis(section: At, base: BridgeBase, registry: Registry): void {
  const fields = new Fields(section);
  const authority = fields.has('authority') ? fields.address('authority') : undefined;
  const path = `${section.path}.authority`;
  requireThat(authority === undefined || base.isLocalnet, path, 'only on localnets');
  const params = fields.has('params') ? readParams(fields.child('params'), base.params) : base.params;
  base.setParams({ ...params, authority });
  if (authority !== undefined) base.deps.accounts.create(authority);
  if (fields.has('spokes')) {
    for (const item of fields.list('spokes', 256)) {
      registry.register(readSpoke(item, base.context.block.hubSalt), item.path);
    }
  }
  if (fields.has('routes')) {
    for (const item of fields.list('routes', 4096)) registry.addRoute(readRoute(item), item.path);
  }
  fields.end();
}
