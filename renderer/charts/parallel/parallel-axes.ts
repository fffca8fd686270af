/** One line through all axes: a run. */
export type ParallelLine = { readonly id: string; readonly name: string; readonly colour: number };

export type ParallelAxis = {
  readonly id: string;
  readonly title: string;
  /** Of each line, 0 at the bottom to 1 at the top; null where it has no value. */
  readonly places: readonly (number | null)[];
  /** The same, as a person reads them. */
  readonly texts: readonly string[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Numbers can be asked for from and to; words one by one. */
  readonly scale:
    | { readonly kind: 'number'; readonly log: boolean; readonly low: number; readonly high: number }
    | { readonly kind: 'words'; readonly words: readonly string[] };
};

/** A stretch of an axis; only lines through all stretches are in. */
export type Brush = { readonly from: number; readonly to: number };
export type Brushes = ReadonlyMap<string, Brush>;

type Described = { readonly id: string; readonly title: string; readonly texts: readonly string[] };

/** From this ratio on a linear axis would press most values together. */
const LOG_FROM = 50;

/** An axis of numbers, logarithmic where they are positive and span much; equal numbers stand in the middle. */
export function numberAxis(
  described: Described,
  values: readonly (number | null)[],
  format: (value: number) => string,
): ParallelAxis {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const log = low > 0 && high / low >= LOG_FROM;
  const scale = { kind: 'number', log, low, high } as const;
  const middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  const ticks = (low === high ? [low] : [low, middle, high]).map((value) => ({
    at: placeOf(scale, value),
    label: format(value),
  }));
  const places = values.map((value) => (value === null ? null : placeOf(scale, value)));
  return { ...described, places, ticks: known.length === 0 ? [] : ticks, scale };
}

type NumberScale = Extract<ParallelAxis['scale'], { kind: 'number' }>;

/** Where a number stands, also beyond the ends. */
export function placeOf({ log, low, high }: NumberScale, value: number): number {
  if (low === high) return value < low ? -1 : value > high ? 2 : 0.5;
  return log
    ? (Math.log(Math.max(value, Number.MIN_VALUE)) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (value - low) / (high - low);
}

/** The number at a place. */
export function valueAt({ log, low, high }: NumberScale, place: number): number {
  return log ? low * (high / low) ** place : low + place * (high - low);
}

/** An axis of words, in the order in which they first appear from the top. */
export function wordAxis(described: Described, values: readonly (string | null)[]): ParallelAxis {
  const words = [...new Set(values.filter((value) => value !== null))];
  const at = (word: string): number =>
    words.length === 1 ? 0.5 : 1 - words.indexOf(word) / (words.length - 1);
  return {
    ...described,
    places: values.map((value) => (value === null ? null : at(value))),
    ticks: words.map((word) => ({ at: at(word), label: word })),
    scale: { kind: 'words', words },
  };
}

/** The stretch around one word, which holds no other. */
export function brushOfWord(axis: ParallelAxis, word: string): Brush | null {
  const tick = axis.ticks.find(({ label }) => label === word);
  if (tick === undefined) return null;
  const half = 0.5 / Math.max(1, axis.ticks.length - 1);
  return { from: tick.at - half * 0.9, to: tick.at + half * 0.9 };
}

/** For each line whether it runs through every stretch. A line without a value is in no stretch. */
export function brushed(axes: readonly ParallelAxis[], brushes: Brushes, lines: number): readonly boolean[] {
  const active = axes.filter(({ id }) => brushes.has(id));
  return Array.from({ length: lines }, (_, line) =>
    active.every(({ id, places }) => {
      const place = places[line] ?? null;
      const { from, to } = brushes.get(id)!;
      return place !== null && place >= from - 1e-9 && place <= to + 1e-9;
    }),
  );
}

/** With one stretch changed, or taken away. */
export function withBrush(brushes: Brushes, axis: string, brush: Brush | null): Brushes {
  const next = new Map(brushes);
  if (brush === null) next.delete(axis);
  else next.set(axis, { from: Math.min(brush.from, brush.to), to: Math.max(brush.from, brush.to) });
  return next;
}
