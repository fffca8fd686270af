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

function byNumber(values: readonly CellValue[], numbers: readonly number[]): PointColours {
  const low = Math.min(...numbers);
  const spread = Math.max(...numbers) - low || 1;
  const step = (value: number) =>
    Math.min(RAMP.length - 1, Math.floor(((value - low) / spread) * RAMP.length));
  const edge = (at: number) => shortNumber(low + (spread * at) / RAMP.length);
  return {
    colours: values.map((value) => (typeof value === 'number' ? RAMP[step(value)]! : OTHERS)),
    legend: [
      ...RAMP.map((colour, at) => ({ colour, words: `${edge(at)} – ${edge(at + 1)}` })),
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
