import type { RelayerJob } from './relayer-job.ts';

export type SpokePhase = 'waiting_for_hub' | 'waiting_for_registration' | 'running' | 'refused';
export type JobState = 'starting' | 'ok' | 'abstaining' | 'retrying' | 'stopped';

export interface JobStatus {
  readonly job: RelayerJob;
  readonly state: JobState;
  /** What keeps it from being ok; without keys and URLs. */
  readonly reason?: string;
  /** Since the last step that was ok, ms. */
  readonly okMsAgo?: number;
}

export interface SpokeStatus {
  readonly spoke: number;
  readonly phase: SpokePhase;
  readonly reason?: string;
  readonly finalizedHeight?: number;
  readonly nonceGap?: number;
  readonly missingSignatures?: number;
  readonly jobs: readonly JobStatus[];
}

type Figures = Pick<SpokeStatus, 'finalizedHeight' | 'nonceGap' | 'missingSignatures'>;

interface SpokeRow {
  phase: SpokePhase;
  reason: string | undefined;
  figures: Figures;
  readonly jobs: Map<RelayerJob, { state: JobState; reason: string | undefined; okAtMs: number | undefined }>;
}

/** What a relayer says of itself: `nave relayer status`, `/status`, `/ready`. */
export class JobBoard {
  private readonly nowMs: () => number;
  private readonly spokes = new Map<number, SpokeRow>();

  constructor(spokes: readonly number[], jobs: readonly RelayerJob[], nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
    for (const spoke of spokes) {
      const rows = jobs.map((job) => [job, { state: 'starting', reason: undefined, okAtMs: undefined }] as const);
      this.spokes.set(spoke, { phase: 'waiting_for_hub', reason: undefined, figures: {}, jobs: new Map(rows) });
    }
  }

  setPhase(spoke: number, phase: SpokePhase, reason?: string): void {
    const row = this.spokes.get(spoke);
    if (row === undefined) return;
    row.phase = phase;
    row.reason = reason;
  }

  setJob(spoke: number, job: RelayerJob, state: JobState, reason?: string): void {
    const row = this.spokes.get(spoke)?.jobs.get(job);
    if (row === undefined) return;
    row.state = state;
    row.reason = reason;
    if (state === 'ok') row.okAtMs = this.nowMs();
  }

  setFigures(spoke: number, figures: Figures): void {
    const row = this.spokes.get(spoke);
    if (row !== undefined) row.figures = { ...row.figures, ...figures };
  }

  /** True when every job of every spoke did what it should at its last step. */
  isReady(): boolean {
    const rows = [...this.spokes.values()];
    return rows.every((row) => row.phase === 'running' && [...row.jobs.values()].every(({ state }) => state === 'ok'));
  }

  /** True when no job will ever go on by itself. */
  isOver(): boolean {
    const rows = [...this.spokes.values()];
    return rows.every(
      (row) => row.phase === 'refused' || [...row.jobs.values()].every(({ state }) => state === 'stopped'),
    );
  }

  status(): readonly SpokeStatus[] {
    return [...this.spokes].map(([spoke, { phase, reason, figures, jobs }]) => ({
      spoke,
      phase,
      ...(reason !== undefined && { reason }),
      ...figures,
      jobs: [...jobs].map(([job, one]) => ({
        job,
        state: one.state,
        ...(one.reason !== undefined && { reason: one.reason }),
        ...(one.okAtMs !== undefined && { okMsAgo: Math.round(this.nowMs() - one.okAtMs) }),
      })),
    }));
  }
}
