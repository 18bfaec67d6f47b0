/** Moments at which tests let a process die or a disk fail. Nothing but a comparison in production. */
export type FaultPoint =
  | 'log:before-write'
  | 'log:write'
  | 'log:after-write'
  | 'log:after-sync'
  | 'log:before-segment'
  | 'log:after-segment'
  | 'worker:before-batch'
  | 'worker:after-batch';

/** Plain data, so that it reaches worker threads. */
export interface FaultPlan {
  readonly point: FaultPoint;
  /** At the how-many-eth time the point is reached, from 1. */
  readonly hit: number;
  /** `kill`: SIGKILL to the own process. `fail`: as if the disk were full. */
  readonly action: 'kill' | 'fail';
  /** At log:write: how many bytes still reach the file. */
  readonly bytes?: number;
}

export interface FaultPoints {
  /** Dies or throws when the plan says so. */
  reached(point: FaultPoint): void;
  /** True when the plan strikes at this time of `point`; the caller then does its half of the damage and calls `strike`. */
  isDue(point: FaultPoint): boolean;
  strike(): void;
  readonly bytes: number;
}

export function faultsOf(plan: FaultPlan | undefined): FaultPoints {
  let hits = 0;
  const isDue = (point: FaultPoint): boolean => plan !== undefined && point === plan.point && ++hits === plan.hit;
  const strike = (): void => {
    if (plan?.action === 'kill') process.kill(process.pid, 'SIGKILL');
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  return {
    isDue,
    strike,
    reached: (point) => {
      if (isDue(point)) strike();
    },
    bytes: plan?.bytes ?? 0,
  };
}
