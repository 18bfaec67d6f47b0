/**
 * Where a test may kill a relayer, in the order of a deposit and a payout: events are proven and not voted on · the hub took
 * the vote · the hub took a signature · a transaction is on disk and not sent · it was sent · it was found mined and is
 * still on disk.
 */
export const relayerFaultPoints = ['observed', 'voted', 'signed', 'recorded', 'sent', 'mined'] as const;

export type RelayerFaultPoint = (typeof relayerFaultPoints)[number];

/** Told of each point that is reached; none in production. */
export type FaultHook = (point: RelayerFaultPoint) => void;
