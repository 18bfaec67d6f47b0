import type { Address } from 'viem';
import { bytesToHex } from 'viem';
import type { SpokePlan, TokenPlan } from '#src/relayer/deployment/spoke-plan.ts';
import type { TestToken } from '#src/relayer/deployment/test-tokens.ts';
import { OPERATORS } from '../operators.ts';
import { localnetKey } from '../public-keys.ts';

const FIRST_CHAIN_ID = 31_337;
const FIRST_PORT = 8545;

export interface EvmChain {
  /** Of the spoke on the hub. */
  readonly spoke: number;
  readonly name: string;
  readonly chainId: number;
  /** Without the offset. */
  readonly port: number;
}

/** chain-a (31337 on 8545), chain-b (31338 on 8546), … */
export const evmChains = (count: number): EvmChain[] =>
  Array.from({ length: count }, (_, i) => ({
    spoke: i + 1,
    name: `chain-${String.fromCharCode(97 + i)}`,
    chainId: FIRST_CHAIN_ID + i,
    port: FIRST_PORT + i,
  }));

/** A test token of every chain. */
export interface LocalToken {
  readonly symbol: string;
  readonly code: TestToken;
  readonly decimals: number;
  /** What it is on the hub. */
  readonly asset: string;
}

export const LOCAL_TOKENS: readonly LocalToken[] = [
  { symbol: 'USDC', code: 'test-usdc', decimals: 6, asset: 'USDC' },
  { symbol: 'USDT', code: 'test-usdt', decimals: 6, asset: 'USDT' },
  { symbol: 'WETH', code: 'test-weth', decimals: 18, asset: 'ETH' },
];

type TokenLimits = Omit<TokenPlan, 'token' | 'asset'>;

const DOLLARS: TokenLimits = {
  usdPrice: '1',
  permit: false,
  minDeposit: '0.01',
  depositCap: '1000000000',
  cap: '2000000',
  rate: '1000',
  instantMax: '500000',
  dispute: 5,
  maxDelay: 3600,
  feeFloor: '0.05',
};

/** Wide enough for play, narrow enough that the limits can be met: a payout above `instantMax` queues on the vault. */
const LIMITS: Readonly<Record<string, TokenLimits>> = {
  USDC: { ...DOLLARS, permit: true },
  USDT: DOLLARS,
  WETH: {
    usdPrice: '4000',
    permit: false,
    minDeposit: '0.00001',
    depositCap: '100000',
    cap: '500',
    rate: '0.25',
    instantMax: '100',
    dispute: 5,
    maxDelay: 3600,
    feeFloor: '0.00001',
  },
};

/**
 * Votes carry the time of the last final block, heartbeats come once a minute: with this usual lag the breaker warns after
 * 90 s of silence and stops payouts after 3 min.
 */
const NORMAL_LAG_MS = 30_000;

/** The vault of a chain; delays are the hub's own of a localnet, 1 s and 5 s. */
export function spokePlan({ spoke, name }: EvmChain, tokens: readonly Address[]): SpokePlan {
  return {
    id: spoke,
    name,
    instance: 0,
    finality: 'finalized',
    normalLagMs: NORMAL_LAG_MS,
    nativeAsset: 'ETH',
    devnet: true,
    // the longest a vault takes: a localnet may rest for so long
    maxSetAge: 1_814_400,
    rotationDelay: 5,
    disputeBlocks: 1,
    lockers: Array.from({ length: OPERATORS }, (_, i) => bytesToHex(localnetKey('locker', i).address)),
    lockThreshold: 2,
    aggregateCap: '5000000',
    aggregateRate: '2000',
    tokens: LOCAL_TOKENS.map(({ symbol, asset }, i) => ({ ...LIMITS[symbol]!, token: tokens[i]!, asset })),
  };
}
