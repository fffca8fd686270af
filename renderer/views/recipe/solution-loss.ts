import { ROW_TITLES, type ResultRow } from './worth.ts';

type Loss = NonNullable<ResultRow['solutionLoss']>;

const SETS = [
  { title: 'Held-out problems', lossOf: (row: ResultRow) => row.solutionLoss },
  { title: 'Hand-written problems', lossOf: (row: ResultRow) => row.ownWords?.solutionLoss },
  { title: 'HumanEval', lossOf: (row: ResultRow) => row.humanEval?.solutionLoss },
] as const;

/** One benchmark's losses, row by row; null where a row was not measured. */
export type LossSet = {
  readonly title: string;
  readonly losses: readonly (Loss | null)[];
  /** Where the set's axis ends. */
  readonly max: number;
};

/** The benchmarks on which at least one row was measured. */
export function lossSets(rows: readonly ResultRow[]): LossSet[] {
  return SETS.flatMap(({ title, lossOf }) => {
    const losses = rows.map((row) => lossOf(row) ?? null);
    const ends = losses.flatMap((loss) => (loss === null ? [] : [loss.ci95[1]]));
    return ends.length === 0 ? [] : [{ title, losses, max: Math.max(...ends) }];
  });
}

/** Bits per byte with two decimals. */
export const bits = (value: number): string => value.toFixed(2);

/** A difference with its sign, a true minus. */
export const signedBits = (value: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`.replace(/^[−+]0\.00$/, '0.00');

/**
 * Which data teaches most about solutions in people's own words, beyond the noise of the problems; null until it and raw
 * code are measured.
 */
export function ownWordsSentence(rows: readonly ResultRow[]): string | null {
  const measured = rows.flatMap((row) => {
    const versusRaw = row.ownWords?.solutionLoss?.versusRaw;
    return versusRaw === undefined ? [] : [{ row, versusRaw }];
  });
  if (measured.length === 0) return null;
  const best = measured.reduce((one, other) =>
    other.versusRaw.bitsPerByte < one.versusRaw.bitsPerByte ? other : one,
  );
  const [low, high] = best.versusRaw.ci95;
  if (high >= 0)
    return 'On problems in people’s own words no data foresees the solutions better than raw code, beyond noise.';
  const gain = bits(-best.versusRaw.bitsPerByte);
  return `On problems in people’s own words, ${ROW_TITLES[best.row.name].toLowerCase()} teach most: ${gain} bits a byte less than raw code (95 % interval ${bits(-high)} to ${bits(-low)}).`;
}
