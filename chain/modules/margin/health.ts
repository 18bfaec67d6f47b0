import { clampBig, floorDiv, maxBig, minBig } from '../../lib/math.ts';
import type { AccountFacts } from './account-facts.ts';
import { type Equities, equities, totalPending } from './equity.ts';
import { initialRequirement, maintenanceRequirement, type ScaledMarket, withdrawalFloor } from './requirement.ts';

const E6 = 1_000_000n;
const HEALTH_LIMIT = 10n ** 12n;

/** What is published of a subaccount, Quote and ppm. */
export interface AccountReport extends Equities {
  readonly initialRequirement: bigint;
  readonly maintenanceRequirement: bigint;
  readonly freeCollateral: bigint;
  readonly withdrawable: bigint;
  /** Of USDC, which may not be borrowed. */
  readonly withdrawableQuote: bigint;
  readonly healthPpm: bigint;
  readonly liquidatable: boolean;
}

/** ⌊E_mm·1e6/MMR⌋ clamped to ±1e12; published only, decisions cross-multiply (spec: risk §3). */
export function healthPpm(maintenanceEquity: bigint, requirement: bigint): bigint {
  if (requirement === 0n) return maintenanceEquity >= 0n ? HEALTH_LIMIT : -HEALTH_LIMIT;
  return clampBig(floorDiv(maintenanceEquity * E6, requirement), -HEALTH_LIMIT, HEALTH_LIMIT);
}

export function accountReport(account: AccountFacts, scaled?: ScaledMarket): AccountReport {
  const e = equities(account);
  const imr = initialRequirement(account, scaled);
  const mmr = maintenanceRequirement(account);
  const room = maxBig(0n, e.withdrawal - withdrawalFloor(account));
  return {
    ...e,
    initialRequirement: imr,
    maintenanceRequirement: mmr,
    freeCollateral: maxBig(0n, e.initial - imr),
    withdrawable: room,
    withdrawableQuote: maxBig(0n, minBig(room, account.quote + totalPending(account))),
    healthPpm: healthPpm(e.maintenance, mmr),
    liquidatable: e.maintenance < mmr,
  };
}
