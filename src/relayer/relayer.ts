import { HubWatch } from './hub-watch.ts';
import { reportRewrittenChain } from './isolate-vote.ts';
import { JobBoard } from './job-board.ts';
import { runJobLoop } from './job-loop.ts';
import { createJob } from './job-steps.ts';
import { FinalityViolation } from './observer/finality.ts';
import { StartRefused } from './observer/start-checks.ts';
import type { RelayerJob } from './relayer-job.ts';
import type { RelayerConfig, RelayerDeps, RelayerRun, SpokeSettings } from './relayer-types.ts';
import { sourceGroup } from './spoke-sources.ts';
import { awaitSpoke, checkSpoke, finalityOf } from './spoke-start.ts';
import { Waker } from './waker.ts';

const INTERVAL_MS = 1_000;
/** How often a job that found nothing to do looks by itself. */
const IDLE_MS = 1_000;

/**
 * Runs the configured jobs on the configured spokes until the signal; each is alone with its key, and one that stops for
 * good leaves the others running. Waits for a hub that does not answer and for spokes that are not registered yet. Rejects
 * with StartRefused when keys, spoke and endpoints do not fit, with NonceTableBusy when a nonce table is in use; what does
 * not fit on a spoke that was registered later is an alarm, and the other spokes go on.
 */
export async function runRelayer(config: RelayerConfig, deps: RelayerDeps): Promise<void> {
  for (const job of config.jobs) {
    if (job !== 'observer' && deps.keys[job] === undefined) throw new StartRefused(`the ${job} has no key`);
  }
  const failed = new AbortController();
  const board =
    deps.board ??
    new JobBoard(
      config.spokes.map(({ spoke }) => spoke),
      config.jobs,
    );
  const intervalMs = config.intervalMs ?? INTERVAL_MS;
  const watch = new HubWatch({ hub: deps.hub, intervalMs });
  const run: RelayerRun = {
    ...deps,
    board,
    watch,
    writers: new Map(),
    signal: AbortSignal.any([deps.signal, failed.signal]),
  };
  const spokes = config.spokes.map((settings) =>
    runSpoke(settings, config, run).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const over = new AbortController();
  const looking = keepLooking(watch, intervalMs, AbortSignal.any([run.signal, over.signal]));
  try {
    const ended = await Promise.allSettled(spokes);
    const refused = ended.find((one) => one.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  } finally {
    over.abort();
    await looking;
    for (const { table } of run.writers.values()) table.close();
  }
}

async function runSpoke(settings: SpokeSettings, config: RelayerConfig, run: RelayerRun): Promise<void> {
  const { board, signal, onEvent } = run;
  const known = await awaitSpoke(settings, config, run, board);
  if (known === undefined) return;
  const { spoke, isLate } = known;
  const { spoke: id } = spoke;
  const group = sourceGroup(settings, config, run);
  /** Votes on their way: a process whose last job stopped waits for them. */
  const reports: Promise<void>[] = [];
  let jobs: readonly { readonly job: RelayerJob; readonly loop: () => Promise<void> }[];
  try {
    const rule = finalityOf(settings, spoke);
    await checkSpoke(spoke, group, rule, config, run);
    const salt = await run.watch.port.hubSalt();
    jobs = config.jobs.map((job) => ({ job, loop: createLoop(job) }));
    function createLoop(job: RelayerJob): () => Promise<void> {
      const step = createJob(job, { settings, spoke, group, rule, salt, config, run });
      const waker = new Waker();
      const retryWaker = new Waker();
      run.watch.wakeOnReturn(retryWaker);
      if (job === 'signer' || job === 'submitter') run.watch.wakeOnChange(id, waker);
      return () =>
        runJobLoop({
          step,
          waker,
          retryWaker,
          signal,
          intervalMs: config.intervalMs ?? INTERVAL_MS,
          ...(job !== 'observer' && { idleMs: IDLE_MS }),
          isFatal: (error) => error instanceof FinalityViolation || error instanceof StartRefused,
          onError: (error, isFatal) => {
            const message = error instanceof Error ? error.message : String(error);
            board.setJob(id, job, isFatal ? 'stopped' : 'retrying', message);
            onEvent({ level: isFatal ? 'alarm' : 'warn', job, spoke: id, message });
            if (error instanceof FinalityViolation) reports.push(reportRewrittenChain(id, run));
          },
        });
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof StartRefused) || !isLate) throw error;
    board.setPhase(id, 'refused', error.message);
    onEvent({ level: 'alarm', spoke: id, message: error.message });
    return;
  }
  board.setPhase(id, 'running');
  onEvent({ level: 'info', spoke: id, message: `running on chain ${spoke.chainId}, vault ${spoke.vault}` });
  await Promise.all(jobs.map(({ loop }) => loop()));
  await Promise.all(reports);
}

/** Looks at the hub once an interval, so that jobs are woken. */
async function keepLooking(watch: HubWatch, intervalMs: number, signal: AbortSignal): Promise<void> {
  const pause = new Waker();
  while (!signal.aborted) {
    await watch.look();
    await pause.wait(intervalMs, signal);
  }
}
