import type { CellValue } from '../../../../preload/contract/datasets.ts';
import { shortNumber } from '../filters.ts';

export type Legend = readonly { readonly colour: string; readonly words: string }[];
export type PointColours = { readonly colours: readonly string[]; readonly legend: Legend };

/** From Okabe and Ito's blue to their vermilion, through a pale middle: told apart without seeing red or green. */
const RAMP = ['#0072b2', '#56b4e9', '#b8a88a', '#e69f00', '#d55e00'];
const SERIES = [0, 1, 2, 3, 4, 5, 6].map((at) => `var(--series-${at})`);
const OTHERS = 'var(--muted)';

/** A colour for each point, and what the colours mean. */
export function pointColours(values: readonly CellValue[]): PointColours {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length > 0 ? byNumber(values, numbers) : byText(values);
}

/** Five groups of about as many points each: equal widths would give most of a skewed column one colour. */
function byNumber(values: readonly CellValue[], numbers: readonly number[]): PointColours {
  const sorted = [...numbers].sort((a, b) => a - b);
  const low = sorted[0]!;
  const edges = [
    ...new Set(RAMP.slice(1).map((_, at) => sorted[Math.floor(((at + 1) * sorted.length) / RAMP.length)]!)),
  ];
  const inner = edges.filter((edge) => edge > low);
  const shade = (group: number) =>
    RAMP[inner.length === 0 ? 2 : Math.round((group * (RAMP.length - 1)) / inner.length)]!;
  const groupOf = (value: number) => inner.filter((edge) => value >= edge).length;
  const ends = [low, ...inner, sorted.at(-1)!];
  return {
    colours: values.map((value) => (typeof value === 'number' ? shade(groupOf(value)) : OTHERS)),
    legend: [
      ...ends.slice(1).map((end, at) => ({
        colour: shade(at),
        words: `${shortNumber(ends[at]!)} – ${shortNumber(end)}`,
      })),
      ...(numbers.length < values.length ? [{ colour: OTHERS, words: 'none' }] : []),
    ],
  };
}

function byText(values: readonly CellValue[]): PointColours {
  const counts = new Map<string, number>();
  for (const value of values) {
    const word = value === null ? 'not given' : String(value);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, SERIES.length);
  const colourOf = new Map(top.map(([word], at) => [word, SERIES[at]!]));
  return {
    colours: values.map((value) => colourOf.get(value === null ? 'not given' : String(value)) ?? OTHERS),
    legend: [
      ...top.map(([words]) => ({ words, colour: colourOf.get(words)! })),
      ...(counts.size > top.length ? [{ colour: OTHERS, words: 'others' }] : []),
    ],
  };
}
