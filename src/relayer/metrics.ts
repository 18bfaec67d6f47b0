import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const SECONDS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400, 172_800];

/** Figures of all four jobs (spec: bridge §3, last point). Labels never hold keys, URLs or addresses of users. */
export interface RelayerMetrics {
  readonly finalizedHeight: Gauge<'spoke'>;
  readonly finalizedTimestamp: Gauge<'spoke'>;
  readonly rpcFailures: Counter<'spoke' | 'source' | 'failure'>;
  readonly rpcDisagreements: Counter<'spoke'>;
  readonly abstentions: Counter<'spoke' | 'reason'>;
  readonly finalityViolations: Counter<'spoke'>;
  readonly votes: Counter<'spoke'>;
  readonly nonceGap: Gauge<'spoke'>;
  readonly missingSignatures: Gauge<'spoke'>;
  readonly refusedPayloads: Counter<'spoke' | 'kind'>;
  readonly queueAge: Gauge<'spoke' | 'state'>;
  readonly depositToCredit: Histogram<'spoke'>;
  readonly requestToPaid: Histogram<'spoke'>;
  readonly gasRunway: Gauge<'spoke'>;
  readonly bucketFill: Gauge<'spoke' | 'token'>;
  readonly escrow: Gauge<'spoke' | 'token'>;
  readonly balance: Gauge<'spoke' | 'token'>;
  readonly submissions: Counter<'spoke' | 'outcome'>;
  readonly replacements: Counter<'spoke'>;
  readonly locks: Counter<'spoke' | 'outcome'>;
}

export function createRelayerMetrics(registry: Registry): RelayerMetrics {
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
    new Gauge({ name: `nave_relayer_${name}`, help, labelNames: [...labelNames], registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `nave_relayer_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> =>
    new Histogram({ name: `nave_relayer_${name}`, help, labelNames: [...labelNames], buckets: SECONDS, registers });
  return {
    finalizedHeight: gauge('finalized_height', 'Newest block all endpoints hold final.', ['spoke']),
    finalizedTimestamp: gauge('finalized_timestamp_seconds', 'Its time; age = now minus this.', ['spoke']),
    rpcFailures: counter('rpc_failures_total', 'Requests without a usable answer.', ['spoke', 'source', 'failure']),
    rpcDisagreements: counter('rpc_disagreements_total', 'Answers of endpoints that differed.', ['spoke']),
    abstentions: counter('abstentions_total', 'Looks at a spoke that ended without a vote.', ['spoke', 'reason']),
    finalityViolations: counter('finality_violations_total', 'Final blocks that changed. Fatal.', ['spoke']),
    votes: counter('votes_total', 'Votes the hub took.', ['spoke']),
    nonceGap: gauge('nonce_gap', 'Final events this validator has not voted on.', ['spoke']),
    missingSignatures: gauge('missing_signatures', 'Batches and sets that lack this signature.', ['spoke']),
    refusedPayloads: counter('refused_payloads_total', 'Batches and sets refused to sign. Alarm.', ['spoke', 'kind']),
    queueAge: gauge('queue_age_seconds', 'Age of the oldest batch, by state.', ['spoke', 'state']),
    depositToCredit: histogram('deposit_credit_seconds', 'Deposit to credit.', ['spoke']),
    requestToPaid: histogram('request_paid_seconds', 'Request of a withdrawal to its payout.', ['spoke']),
    gasRunway: gauge('gas_runway_transactions', 'Batches the balance pays for at the present price.', ['spoke']),
    bucketFill: gauge('bucket_fill_ratio', 'Used part of a token bucket.', ['spoke', 'token']),
    escrow: gauge('escrow_units', 'Escrow the vault counts, token units.', ['spoke', 'token']),
    balance: gauge('vault_balance_units', 'balanceOf of the vault, token units.', ['spoke', 'token']),
    submissions: counter('submissions_total', 'Transactions to the spoke, by outcome.', ['spoke', 'outcome']),
    replacements: counter('replacements_total', 'Transactions sent again with a higher fee.', ['spoke']),
    locks: counter('locks_total', 'Locks by the watchtower, by outcome.', ['spoke', 'outcome']),
  };
}
