/** What a relayer can do; each alone with its key (spec: bridge §3). */
export const RELAYER_JOBS = ['observer', 'signer', 'submitter', 'watchtower'] as const;

export type RelayerJob = (typeof RELAYER_JOBS)[number];
