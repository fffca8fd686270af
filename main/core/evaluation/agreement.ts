import { Failure } from '../failure.ts';

/** Grades [R][U] of R graders for the same U answers; null where a grader gave none. */
export type Ratings = readonly (readonly (number | null)[])[];

/**
 * Krippendorff's α for interval data (Krippendorff 2004): 1 − observed / expected disagreement, disagreement being
 * the squared difference of two grades. 1 is full agreement, 0 what chance gives, below 0 worse than chance.
 * Answers with fewer than two grades say nothing and are left out. NaN where all grades are the same, since chance
 * would then agree too.
 */
export function krippendorffAlpha(ratings: Ratings): number {
  const units = unitsOf(ratings).filter((grades) => grades.length > 1);
  const all = units.flat();
  if (all.length === 0) {
    throw new Failure('usage', 'Agreement needs two graders who graded the same answer.');
  }
  const observed =
    units.reduce((sum, grades) => sum + squaredDifferences(grades) / (grades.length - 1), 0) / all.length;
  const expected = squaredDifferences(all) / (all.length * (all.length - 1));
  return expected === 0 ? NaN : 1 - observed / expected;
}

/** Sum of (a − b)² over ordered pairs of different places: 2·n·Σx² − 2·(Σx)². */
function squaredDifferences(values: readonly number[]): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return 2 * values.length * squares - 2 * sum * sum;
}

function unitsOf(ratings: Ratings): number[][] {
  const units = ratings[0]?.length ?? 0;
  if (ratings.some((row) => row.length !== units)) {
    throw new Failure(
      'usage',
      'Every grader needs a place for each answer; leave null where there is no grade.',
    );
  }
  return Array.from({ length: units }, (_, unit) =>
    ratings.map((row) => row[unit]!).filter((grade): grade is number => grade !== null),
  );
}

/**
 * Cohen's κ of two graders with quadratic weights (Cohen 1968): 1 − Σ(a−b)² over the pairs they gave, by what it
 * would be if each kept their grades and gave them to answers at random. NaN where both always gave one same grade.
 */
export function quadraticKappa(first: readonly number[], second: readonly number[]): number {
  if (first.length === 0 || first.length !== second.length) {
    throw new Failure('usage', 'A kappa needs two graders and the same answers of both.');
  }
  const n = first.length;
  let [observed, expected] = [0, 0];
  for (let a = 0; a < n; a++) {
    observed += (first[a]! - second[a]!) ** 2 / n;
    for (let b = 0; b < n; b++) expected += (first[a]! - second[b]!) ** 2 / (n * n);
  }
  return expected === 0 ? NaN : 1 - observed / expected;
}

/**
 * Cohen's κ from a table of counts [C][C], rows the first grader's categories and columns the second's: 1 − the weighted
 * disagreement seen, by what chance would give with the same row and column totals. `none` counts every disagreement
 * the same (Cohen 1960), `quadratic` by the square of its distance (Cohen 1968). NaN where chance would agree fully.
 */
export function kappaOfTable(table: readonly (readonly number[])[], weights: 'none' | 'quadratic'): number {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = table.map((_, column) => table.reduce((sum, row) => sum + row[column]!, 0));
  const total = rows.reduce((sum, count) => sum + count, 0);
  let [observed, expected] = [0, 0];
  table.forEach((row, one) => {
    row.forEach((count, other) => {
      const weight = weights === 'quadratic' ? (one - other) ** 2 : one === other ? 0 : 1;
      observed += weight * count;
      expected += (weight * rows[one]! * columns[other]!) / total;
    });
  });
  return expected === 0 ? NaN : 1 - observed / expected;
}
