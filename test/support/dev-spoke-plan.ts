import type { Address } from 'viem';
import type { SpokePlan } from '#src/relayer/deployment/spoke-plan.ts';
import { anvilAccount } from './anvil.ts';

export type TokenPlan = SpokePlan['tokens'][number];

/**
 * A vault of one token under the rules of a localnet: nothing waits, one locker, limits out of a test's way. Gas is quoted in
 * USDC, because most test hubs have no prices.
 */
export function devSpokePlan(
  id: number,
  token: Address,
  changes: { readonly spoke?: Partial<SpokePlan>; readonly token?: Partial<TokenPlan> } = {},
): SpokePlan {
  return {
    id,
    name: `anvil-${id}`,
    instance: 0,
    finality: 'finalized',
    normalLagMs: 600_000,
    shortDelayMs: 0,
    longDelayMs: 0,
    nativeAsset: 'USDC',
    devnet: true,
    maxSetAge: 1_209_600,
    rotationDelay: 0,
    disputeBlocks: 0,
    lockers: [anvilAccount(9).address],
    lockThreshold: 1,
    aggregateCap: '100000000',
    aggregateRate: '1000',
    tokens: [
      {
        token,
        asset: 'USDC',
        usdPrice: '1',
        permit: true,
        minDeposit: '1',
        depositCap: '1000000000',
        cap: '1000000',
        rate: '1000',
        instantMax: '1000000',
        dispute: 1,
        maxDelay: 3_600,
        feeFloor: '0.1',
        ...changes.token,
      },
    ],
    ...changes.spoke,
  };
}
