/** Where a command is; what it does not know it leaves out. */
export type Progress = {
  /** `train`, or `train (7 of 9)`. */
  readonly stage: string;
  readonly doing: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly rate: number;
  readonly etaSeconds: number | null;
  readonly jobEtaSeconds?: number | null;
};

export type ProgressLine = {
  show(progress: Progress): void;
  /** A sentence of its own, above the line. */
  note(sentence: string): void;
  /** Takes the line away, so that what follows starts on a clean one. */
  clear(): void;
};

type Stream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

/** Without a terminal a line is printed this often, and at every new stage. */
const PLAIN_INTERVAL_MS = 5_000;
const TTY_INTERVAL_MS = 100;

/** On a terminal one line that is written over; elsewhere a plain line every few seconds. */
export function progressLine(stream: Stream, now: () => number = Date.now): ProgressLine {
  const tty = stream.isTTY === true;
  let shown = '';
  let saidAt = -Infinity;
  let stage = '';

  const clear = (): void => {
    if (tty && shown !== '') stream.write('\r\x1b[K');
    shown = '';
  };
  return {
    show(progress) {
      const fresh = progress.stage !== stage;
      if (!fresh && now() - saidAt < (tty ? TTY_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
      saidAt = now();
      stage = progress.stage;
      const text = describe(progress);
      if (!tty) {
        stream.write(`${text}\n`);
        return;
      }
      shown = text.slice(0, (stream.columns ?? 100) - 1);
      stream.write(`\r\x1b[K${shown}`);
    },
    note(sentence) {
      const line = shown;
      clear();
      stream.write(`${sentence}\n`);
      if (tty && line !== '') {
        shown = line;
        stream.write(line);
      }
    },
    clear,
  };
}

export function describe(progress: Progress): string {
  const { stage, doing, done, total, unit, rate, etaSeconds, jobEtaSeconds } = progress;
  const parts = [`${stage}: ${doing}`];
  if (total > 0) parts.push(`${Math.min(100, Math.floor((done / total) * 100))} %`);
  if (rate > 0) parts.push(`${formatRate(rate)} ${unit}/s`);
  if (etaSeconds !== null) parts.push(`${duration(etaSeconds)} left`);
  if (jobEtaSeconds !== undefined && jobEtaSeconds !== null)
    parts.push(`${duration(jobEtaSeconds)} to the end`);
  return parts.join(' · ');
}

function formatRate(rate: number): string {
  if (rate >= 100) return rate.toLocaleString('en-US', { maximumFractionDigits: 0 });
  return rate.toFixed(rate >= 10 ? 1 : 2);
}

/** `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** Progress of one plain loop, with the rate since its first report. A total of 0 is not known. */
export function paceOf(
  stage: string,
  doing: string,
  unit: string,
  now: () => number = () => performance.now(),
): (done: number, total: number) => Progress {
  let since: { readonly at: number; readonly done: number } | null = null;
  return (done, total) => {
    since ??= { at: now(), done };
    const seconds = (now() - since.at) / 1000;
    const rate = seconds > 0 ? (done - since.done) / seconds : 0;
    const etaSeconds = rate > 0 && total > 0 ? (total - done) / rate : null;
    return { stage, doing, done, total, unit, rate, etaSeconds };
  };
}
