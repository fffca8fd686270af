import type { JobEvent } from './protocol.ts';

type ProgressEvent = Extract<JobEvent, { type: 'progress' }>;

/** What a job body says of where it is; the meter adds the rate and, where it is left out, the ETA. */
export type ProgressReport = {
  readonly stage: string;
  readonly doing: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Units a second; measured over this session when left out. */
  readonly rate?: number;
  readonly etaSeconds?: number | null;
  readonly jobEtaSeconds?: number | null;
};

/** At most four a second: enough for an eye, little for a disk. */
const INTERVAL_MS = 250;

/**
 * Thins progress reports and measures their rate from the first report of each task in this session,
 * so that a resumed job does not count work that an earlier session did.
 */
export function progressMeter(now: () => number): (report: ProgressReport) => ProgressEvent | null {
  let task = '';
  let since = 0;
  let doneAtStart = 0;
  let saidAt = -Infinity;

  return (report) => {
    const at = now();
    const key = `${report.stage}\n${report.doing}`;
    const fresh = key !== task;
    if (fresh) {
      task = key;
      since = at;
      doneAtStart = report.done;
    }
    const finished = report.done >= report.total;
    if (!fresh && !finished && at - saidAt < INTERVAL_MS) return null;
    saidAt = at;

    const seconds = (at - since) / 1000;
    const rate = report.rate ?? (seconds > 0 ? (report.done - doneAtStart) / seconds : 0);
    const left = Math.max(0, report.total - report.done);
    const eta = rate > 0 ? left / rate : null;
    return {
      at,
      type: 'progress',
      stage: report.stage,
      doing: report.doing,
      done: report.done,
      total: report.total,
      unit: report.unit,
      rate,
      etaSeconds: report.etaSeconds === undefined ? eta : report.etaSeconds,
      jobEtaSeconds: report.jobEtaSeconds ?? null,
    };
  };
}
