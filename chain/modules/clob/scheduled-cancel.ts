import { cancelOrdersOf } from './cancel.ts';
import { type Clob, refuse } from './clob.ts';
import { checkForm } from './form.ts';
import type { Refusal, ScheduleCancelInput } from './types.ts';

const MIN_AHEAD_MS = 5_000;
const MAX_AHEAD_MS = 86_400_000;

/** Sets or clears a subaccount's switch: now + 5 s ≤ time ≤ now + 24 h, 0 clears (spec: trading §3.13). */
export function scheduleCancel(clob: Clob, owner: number, a: ScheduleCancelInput): Refusal | undefined {
  const form = checkForm(a);
  if (form !== undefined) return form;
  const holder = clob.margin.findRow(owner, a.subaccount);
  if (holder < 0) return refuse(1004);
  const min = clob.nowMs + MIN_AHEAD_MS;
  const max = clob.nowMs + MAX_AHEAD_MS;
  if (a.time !== 0 && (a.time < min || a.time > max)) return refuse(2006, { min, max, unit: 'ms' });
  clob.scheduled.set(holder, a.time);
  clob.events.cancelScheduled(owner, a.subaccount, a.time);
  return undefined;
}

/** Fires the switches whose time has come, by time, owner, subaccount; each is off afterwards. */
export function fireScheduledCancels(clob: Clob): void {
  for (const holder of clob.scheduled.due(clob.nowMs)) {
    clob.scheduled.set(holder, 0);
    clob.events.cancelScheduled(clob.margin.owner(holder), clob.margin.subaccount(holder), 0);
    cancelOrdersOf(clob, holder, 'scheduled_cancel');
  }
}
