import { formatAddress } from '../../lib/address.ts';
import type { Address } from '../../lib/units.ts';
import type { FaultKind } from './types.ts';

/** nave.power.v1.FaultReported */
export const faultReported = (operator: Address, kind: FaultKind, height: number) => ({
  type: 'nave.power.v1.FaultReported',
  operator: formatAddress(operator),
  kind,
  height,
});
