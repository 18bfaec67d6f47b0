import type { Hex } from 'viem';
import { bytesToHex } from 'viem';
import { findUnits } from '#chain/lib/decimal.ts';
import type { QueryNextSetResponse } from '#proto/generated/nave.bridge.v1.ts';
import type { VaultConfig } from '../deploy.ts';
import { PlanError, type SpokePlan, type TokenPlan } from './spoke-plan.ts';

/** What chain and hub know of a token. */
export interface TokenDecimals {
  /** Of the ERC-20. */
  readonly token: number;
  /** Of the hub's asset. */
  readonly hub: number;
}

const USD_DECIMALS = 6;
const DEPOSITS_ON = 1;
const PERMIT_ALLOWED = 2;

/** Integer of 10^−decimals units. Throws PlanError when the text says more than that. */
export function exactUnits(path: string, text: string, decimals: number): bigint {
  const units = findUnits(text, decimals);
  if (units === undefined) throw new PlanError(`${path}: ${text} is no amount with at most ${decimals} decimal places`);
  return units;
}

/**
 * The constructor's argument of a vault that begins with the set the hub gives out now. `decimals` has one entry a token of
 * the plan, in its order. Throws PlanError.
 */
export function vaultConfigOf(
  plan: SpokePlan,
  set: QueryNextSetResponse,
  decimals: readonly TokenDecimals[],
): VaultConfig {
  const words = (list: readonly Uint8Array[]): Hex[] => list.map((word) => bytesToHex(word));
  return {
    hubSalt: bytesToHex(set.hubSalt),
    devnet: plan.devnet,
    maxSetAge: plan.maxSetAge,
    rotationDelay: plan.rotationDelay,
    disputeBlocks: plan.disputeBlocks,
    lockThreshold: plan.lockThreshold,
    aggregateCap: exactUnits('plan.aggregateCap', plan.aggregateCap, USD_DECIMALS),
    aggregateRate: exactUnits('plan.aggregateRate', plan.aggregateRate, USD_DECIMALS),
    initialSet: {
      epoch: 1n,
      totalPower: BigInt(set.totalPower),
      hubHeight: BigInt(set.hubHeight),
      createdAt: BigInt(set.createdAt),
      hot: words(set.hot),
      cold: words(set.cold),
    },
    lockers: plan.lockers,
    tokens: plan.tokens.map((token, i) => tokenConfig(token, decimals[i]!, `plan.tokens[${i}]`)),
  };
}

function tokenConfig(plan: TokenPlan, decimals: TokenDecimals, path: string): VaultConfig['tokens'][number] {
  const units = (name: 'minDeposit' | 'depositCap' | 'cap' | 'rate' | 'instantMax'): bigint =>
    exactUnits(`${path}.${name}`, plan[name], decimals.token);
  return {
    token: plan.token,
    flags: DEPOSITS_ON | (plan.permit ? PERMIT_ALLOWED : 0),
    decimals: decimals.token,
    hubDecimals: decimals.hub,
    weight: exactUnits(`${path}.usdPrice`, plan.usdPrice, USD_DECIMALS),
    minDeposit: units('minDeposit'),
    depositCap: units('depositCap'),
    cap: units('cap'),
    rate: units('rate'),
    instantMax: units('instantMax'),
    dispute: plan.dispute,
    maxDelay: plan.maxDelay,
  };
}
