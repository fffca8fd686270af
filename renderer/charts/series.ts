import type { MetricPoint } from '../../preload/contract/runs.ts';

export const X_AXES = ['step', 'tokens', 'flops', 'seconds'] as const;
export type XAxis = (typeof X_AXES)[number];

export const METRICS = [
  'loss',
  'tokensPerSecond',
  'gradientNorm',
  'rate',
  'memoryBytes',
  'gpuMemoryBytes',
] as const;
export type Metric = (typeof METRICS)[number];

export const AXIS_TITLES: Readonly<Record<XAxis | Metric, string>> = {
  step: 'Step',
  tokens: 'Tokens seen',
  flops: 'Training compute, FLOPs',
  seconds: 'Training time, seconds',
  loss: 'Loss, nats per token',
  tokensPerSecond: 'Throughput, tokens per second',
  gradientNorm: 'Gradient norm before clipping',
  rate: 'Learning rate',
  memoryBytes: 'Memory of the process, MB',
  gpuMemoryBytes: 'Memory of the graphics cards, MB',
};

/** For a menu, where the unit would only take room. */
export const METRIC_NAMES: Readonly<Record<XAxis | Metric, string>> = {
  step: 'steps',
  tokens: 'tokens',
  flops: 'FLOPs',
  seconds: 'time',
  loss: 'Loss',
  tokensPerSecond: 'Throughput',
  gradientNorm: 'Gradient norm',
  rate: 'Learning rate',
  memoryBytes: 'Memory',
  gpuMemoryBytes: 'GPU memory',
};

/** From the unit in which a quantity is kept to that in which it is drawn. */
const DRAWN: Readonly<Partial<Record<Metric | 'heldOutLoss', number>>> = {
  memoryBytes: 1e-6,
  gpuMemoryBytes: 1e-6,
};

/** The quantities that at least one of the points has; the first is always among them. */
export function metricsIn(points: Iterable<MetricPoint>): readonly Metric[] {
  const there = new Set<Metric>([METRICS[0]]);
  for (const point of points) for (const metric of METRICS) if (point[metric] !== null) there.add(metric);
  return METRICS.filter((metric) => there.has(metric));
}

export type XY = { readonly x: number; readonly y: number };

/**
 * Adds points that arrived to those at hand, both sorted by step. Where a step is in both, the newer one
 * stands: a held-out loss may be measured after its step was first sent.
 */
export function mergePoints(
  old: readonly MetricPoint[],
  fresh: readonly MetricPoint[],
): readonly MetricPoint[] {
  const first = fresh[0];
  if (first === undefined) return old;
  let keep = old.length;
  while (keep > 0 && old[keep - 1]!.step >= first.step) keep -= 1;
  const overlap = old.slice(keep);
  if (overlap.length === 0) return [...old, ...fresh];
  const bySteps = new Map(overlap.map((point) => [point.step, point]));
  for (const point of fresh) bySteps.set(point.step, point);
  return [...old.slice(0, keep), ...[...bySteps.values()].sort((a, b) => a.step - b.step)];
}

/**
 * At most about `most` points that still show every spike: each bucket of steps keeps the lowest and the highest of what
 * is drawn. Points with a held-out loss are few and all stay.
 */
export function decimate(
  points: readonly MetricPoint[],
  most: number,
  metric: Metric = 'loss',
): readonly MetricPoint[] {
  if (points.length <= most) return points;
  const bucket = Math.ceil(points.length / Math.max(1, Math.floor(most / 2)));
  const kept = new Set<MetricPoint>([points[0]!, points[points.length - 1]!]);
  for (let start = 0; start < points.length; start += bucket) {
    let low: MetricPoint | null = null;
    let high: MetricPoint | null = null;
    for (const point of points.slice(start, start + bucket)) {
      if (point.heldOutLoss !== null) kept.add(point);
      const value = point[metric];
      if (value === null) continue;
      if (low === null || value < low[metric]!) low = point;
      if (high === null || value > high[metric]!) high = point;
    }
    if (low !== null) kept.add(low);
    if (high !== null) kept.add(high);
  }
  return points.filter((point) => kept.has(point));
}

/** The points of one quantity, without those that lack it (or that a logarithmic axis cannot show). */
export function select(
  points: readonly MetricPoint[],
  xAxis: XAxis,
  value: Metric | 'heldOutLoss',
  log: { readonly x: boolean; readonly y: boolean },
): readonly XY[] {
  const chosen: XY[] = [];
  const unit = DRAWN[value] ?? 1;
  for (const point of points) {
    const y = point[value];
    const x = point[xAxis];
    if (x === null || y === null || !Number.isFinite(y) || (log.x && x <= 0) || (log.y && y <= 0)) continue;
    chosen.push({ x, y: y * unit });
  }
  return chosen;
}

/**
 * Exponential moving average with the bias of its start taken out (as Adam does with its moments):
 * m ← w·m + (1−w)·y, shown as m / (1−wⁿ). `weight` from 0 (nothing smoothed) up to but not 1.
 */
export function smooth(points: readonly XY[], weight: number): readonly XY[] {
  if (weight <= 0) return points;
  let moment = 0;
  let decay = 1;
  return points.map(({ x, y }) => {
    moment = weight * moment + (1 - weight) * y;
    decay *= weight;
    return { x, y: moment / (1 - decay) };
  });
}

/** Index of the point nearest to `x`; −1 for none. Points are sorted by x. */
export function nearest(points: readonly XY[], x: number): number {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x <= x) low = middle;
    else high = middle;
  }
  return x - points[low]!.x <= points[high]!.x - x ? low : high;
}

/** The point nearest to a step; null for none. Points are sorted by step. */
export function nearestStep(points: readonly MetricPoint[], step: number): MetricPoint | null {
  const after = points.findIndex((point) => point.step >= step);
  if (after === -1) return points.at(-1) ?? null;
  const before = points[after - 1];
  const next = points[after]!;
  return before !== undefined && step - before.step < next.step - step ? before : next;
}

/** The steps that a stretch of the x axis covers, one point wider on either side so that lines go on to the edge. */
export function stepRange(
  points: readonly MetricPoint[],
  xAxis: XAxis,
  from: number,
  to: number,
): { readonly fromStep: number; readonly toStep: number } | null {
  const place = (point: MetricPoint): number => point[xAxis] ?? -Infinity;
  const first = points.findIndex((point) => place(point) >= from);
  if (first === -1) return null;
  let last = first;
  while (last + 1 < points.length && place(points[last]!) < to) last += 1;
  return { fromStep: points[Math.max(0, first - 1)]!.step, toStep: points[last]!.step };
}

const COLUMNS = [
  'step',
  'tokens',
  'flops',
  'seconds',
  'loss',
  'heldOutLoss',
  'rate',
  'gradientNorm',
  'tokensPerSecond',
  'memoryBytes',
  'gpuMemoryBytes',
] as const;

function field(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Comma-separated values (RFC 4180): one row a point, the run's name first. */
export function toCsv(
  runs: readonly { readonly name: string; readonly points: readonly MetricPoint[] }[],
): string {
  const lines = [['run', ...COLUMNS].join(',')];
  for (const run of runs) {
    for (const point of run.points) {
      lines.push([field(run.name), ...COLUMNS.map((column) => String(point[column] ?? ''))].join(','));
    }
  }
  return lines.join('\r\n') + '\r\n';
}
