/** Where a curve of pass@k stands in a box, and which k its axis names. */
export type Curve = {
  readonly line: string;
  readonly ribbon: string;
  readonly points: readonly { readonly k: number; readonly x: number; readonly y: number }[];
};

type Scored = { readonly k: number; readonly rate: number; readonly low: number; readonly high: number };

/**
 * The curve with the ribbon of its intervals. The axis of k is logarithmic: pass@k rises about evenly
 * with the logarithm of k, and pass@1 and pass@10 are the ones that people read.
 */
export function passAtKCurve(scores: readonly Scored[], width: number, height: number): Curve {
  const most = Math.max(2, scores.at(-1)?.k ?? 1);
  const x = (k: number): number => (Math.log(k) / Math.log(most)) * width;
  const y = (share: number): number => (1 - share) * height;
  const at = (k: number, share: number): string => `${x(k).toFixed(1)} ${y(share).toFixed(1)}`;
  const upper = scores.map(({ k, high }) => at(k, high));
  const lower = scores.map(({ k, low }) => at(k, low)).reverse();
  return {
    line: scores.length === 0 ? '' : `M${scores.map(({ k, rate }) => at(k, rate)).join('L')}`,
    ribbon: scores.length === 0 ? '' : `M${[...upper, ...lower].join('L')}Z`,
    points: scores.map(({ k, rate }) => ({ k, x: x(k), y: y(rate) })),
  };
}

/** 1, 2, 5, 10, 20, 50 … up to n, and n itself where it does not crowd the one before. */
export function kTicks(most: number): readonly number[] {
  const ticks: number[] = [];
  for (let power = 1; power <= most; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power <= most) ticks.push(step * power);
  }
  const last = ticks.at(-1) ?? 1;
  if (last === most) return ticks;
  return most / last < 1.4 ? [...ticks.slice(0, -1), most] : [...ticks, most];
}
