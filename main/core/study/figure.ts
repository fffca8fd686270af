import type { StudyMeasure, StudySeries } from './findings.ts';
import { powerLawAt } from './scaling.ts';

/** Okabe and Ito's eight colours, safe for colour-blind eyes, in the order of the app's series. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a7a00', '#1f1b16'];

const TITLES: Readonly<Record<StudyMeasure, string>> = {
  'solution-loss': 'loss on the solutions, bits per byte',
  'held-out-loss': 'held-out loss of its own data, nats per token',
  'pass@1': 'pass@1, %',
};

export type FigureWords = {
  /** What a reader without the picture is told. */
  readonly description: string;
  /** A name for each dataset, by its reference. */
  readonly names: Readonly<Record<string, string>>;
};

const WIDTH = 720;
const HEIGHT = 420;
const PLOT = { left: 64, right: 168, top: 16, bottom: 48 };

/**
 * A measure against training compute as SVG, ready for a paper: both axes logarithmic for losses, pass@1 linear from
 * 0. A mark for each size and token count, a bar from the lowest to the highest seed, the fitted line behind.
 */
export function computeFigure(
  series: readonly StudySeries[],
  measure: StudyMeasure,
  { description, names }: FigureWords,
): string {
  const shown = series.filter(({ groups }) => groups.length > 0);
  const groups = shown.flatMap((one) => one.groups);
  const isShare = measure === 'pass@1';
  const x = logScale(
    groups.map(({ flops }) => flops),
    [PLOT.left, WIDTH - PLOT.right],
  );
  const ends = groups.flatMap(({ low, high }) => [low, high]);
  const y = isShare
    ? linearScale(Math.max(...ends, 0.01), [HEIGHT - PLOT.bottom, PLOT.top])
    : logScale(ends, [HEIGHT - PLOT.bottom, PLOT.top]);
  const labels = spreadLabels(
    shown.map(({ groups: own }) => y.at(own.at(-1)!.mean)),
    16,
  );
  const bottom = HEIGHT - PLOT.bottom;
  const parts = [
    ...y.ticks.map(
      (value) =>
        `<line class="grid" x1="${px(PLOT.left)}" x2="${px(WIDTH - PLOT.right)}" y1="${px(y.at(value))}" y2="${px(y.at(value))}"/>` +
        `<text x="${px(PLOT.left - 8)}" y="${px(y.at(value) + 4)}" text-anchor="end">${isShare ? short(value * 100) : short(value)}</text>`,
    ),
    ...x.ticks.map(
      (value) =>
        `<line class="tick" x1="${px(x.at(value))}" x2="${px(x.at(value))}" y1="${px(bottom)}" y2="${px(bottom + 5)}"/>` +
        `<text x="${px(x.at(value))}" y="${px(bottom + 20)}" text-anchor="middle">${power(value)}</text>`,
    ),
    `<line class="axis" x1="${px(PLOT.left)}" x2="${px(WIDTH - PLOT.right)}" y1="${px(bottom)}" y2="${px(bottom)}"/>`,
    `<text x="${px((PLOT.left + WIDTH - PLOT.right) / 2)}" y="${px(HEIGHT - 8)}" text-anchor="middle">training compute, FLOPs</text>`,
    `<text transform="translate(16 ${px((PLOT.top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${escape(TITLES[measure])}</text>`,
    ...shown.map((one, at) =>
      seriesMarks(one, COLOURS[series.indexOf(one) % COLOURS.length]!, x, y, labels[at]!, names),
    ),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-label="${escape(description)}">`,
    `<style>text{font:12px system-ui,sans-serif;fill:currentColor}.grid{stroke:currentColor;stroke-opacity:.15}.tick,.axis{stroke:currentColor;stroke-opacity:.6}</style>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function seriesMarks(
  { dataset, groups, powerLaw }: StudySeries,
  colour: string,
  x: Scale,
  y: Scale,
  labelY: number,
  names: FigureWords['names'],
): string {
  const law = powerLaw?.state === 'fitted' ? powerLaw.law : null;
  const line = groups.map(
    ({ flops, mean }) => [x.at(flops), y.at(law === null ? mean : powerLawAt(law, flops))] as const,
  );
  const path = line.map(([left, top], at) => `${at === 0 ? 'M' : 'L'}${px(left)} ${px(top)}`).join('');
  const marks = groups.map(
    ({ flops, mean, low, high }) =>
      (high > low
        ? `<line x1="${px(x.at(flops))}" x2="${px(x.at(flops))}" y1="${px(y.at(low))}" y2="${px(y.at(high))}" stroke="${colour}"/>`
        : '') + `<circle cx="${px(x.at(flops))}" cy="${px(y.at(mean))}" r="4" fill="${colour}"/>`,
  );
  const last = line.at(-1)!;
  return [
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${law === null ? '1' : '2'}"${law === null ? ' stroke-dasharray="3 3"' : ''}/>`,
    ...marks,
    `<line x1="${px(last[0] + 6)}" x2="${px(WIDTH - PLOT.right + 10)}" y1="${px(y.at(groups.at(-1)!.mean))}" y2="${px(labelY)}" stroke="${colour}" stroke-opacity=".4"/>`,
    `<text x="${px(WIDTH - PLOT.right + 14)}" y="${px(labelY + 4)}" style="fill:${colour}">${escape(names[dataset] ?? dataset)}</text>`,
  ].join('');
}

type Scale = { at(value: number): number; readonly ticks: readonly number[] };

/** With a little room at both ends. Ticks at round values: powers of ten and their parts, or even steps within one decade. */
function logScale(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const logs = values.map((value) => Math.log10(value));
  const room = Math.max(0.01, 0.06 * (Math.max(...logs) - Math.min(...logs)));
  const low = Math.min(...logs) - room;
  const high = Math.max(...logs) + room;
  const at = (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  if (high - low < 0.7) return { at, ticks: evenTicks(10 ** low, 10 ** high) };
  const decades = Array.from(
    { length: Math.ceil(high) - Math.floor(low) + 1 },
    (_, index) => Math.floor(low) + index,
  );
  const inside = (steps: readonly number[]): number[] =>
    decades
      .flatMap((decade) => steps.map((step) => step * 10 ** decade))
      .filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
  const choices = [[1], [1, 3], [1, 2, 5]].map(inside);
  return { at, ticks: choices.find((ticks) => ticks.length >= 3) ?? choices.at(-1)! };
}

/** Multiples of 1, 2 or 5 times a power of ten between two values, about five of them. */
function evenTicks(low: number, high: number): number[] {
  const step = niceStep(high - low);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

/** 1, 2 or 5 times a power of ten, about a fifth of the span. */
function niceStep(span: number): number {
  const rough = span / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  return decade * (rough / decade > 5 ? 10 : rough / decade > 2 ? 5 : rough / decade > 1 ? 2 : 1);
}

function linearScale(top: number, [from, to]: readonly [number, number]): Scale {
  const step = niceStep(top);
  const end = Math.ceil(top / step - 1e-9) * step;
  return { at: (value) => from + (value / end) * (to - from), ticks: evenTicks(0, end) };
}

/** Moves labels apart, keeping their order. */
function spreadLabels(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((_, at) => at).sort((one, other) => wanted[one]! - wanted[other]!);
  const placed = [...wanted];
  let floor = -Infinity;
  for (const at of order) {
    placed[at] = Math.max(wanted[at]!, floor);
    floor = placed[at] + gap;
  }
  return placed;
}

const px = (value: number): string => String(Math.round(value * 10) / 10);
const short = (value: number): string => String(Number(value.toPrecision(3)));
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 3·10¹² as axes write it. */
function power(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const factor = Number((value / 10 ** exponent).toPrecision(2));
  const raised = [...String(exponent)].map((digit) => SUPERSCRIPT[Number(digit)] ?? '⁻').join('');
  return `${factor === 1 ? '' : `${String(factor)}·`}10${raised}`;
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!,
  );
