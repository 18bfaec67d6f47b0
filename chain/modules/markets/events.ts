import type { MarketState, RestartPhase } from './types.ts';

/** nave.markets.v1.MarketStatusChanged */
export const marketStatusChanged = (market: number, state: MarketState) => ({
  type: 'nave.markets.v1.MarketStatusChanged',
  market,
  status: state.status,
  reasons: state.reasons,
  since: state.sinceMs,
  until: state.untilMs,
  oracleMode: state.oracleMode,
});

/** nave.markets.v1.MarketPrices: whenever mark, index or confidence of a block differ from those before. */
export const marketPrices = (market: number, state: MarketState) => ({
  type: 'nave.markets.v1.MarketPrices',
  market,
  mark: state.hasMark ? String(state.markPrice) : '',
  index: state.hasIndex ? String(state.indexPrice) : '',
  confidence: state.hasIndex ? String(state.confidence) : '',
});

/** nave.markets.v1.MarketQuarantined */
export const marketQuarantined = (market: number, reason: string) => ({
  type: 'nave.markets.v1.MarketQuarantined',
  market,
  reason,
});

/** nave.markets.v1.MarketListed and MarketUpdated: parameters as of now are in state. */
export const marketListed = (market: number, ticker: string) => ({
  type: 'nave.markets.v1.MarketListed',
  market,
  ticker,
});
export const marketUpdated = (market: number) => ({ type: 'nave.markets.v1.MarketUpdated', market });

/** nave.markets.v1.RestartPhaseChanged */
export const restartPhaseChanged = (phase: RestartPhase, until: number) => ({
  type: 'nave.markets.v1.RestartPhaseChanged',
  phase,
  until,
});
