import { Failure } from '../failure.ts';

/** What a study varies; every combination is trained once. */
export type StudyAxes = {
  /** References of datasets, as the project names them. */
  readonly datasets: readonly string[];
  /** Names of presets, from small to large. */
  readonly presets: readonly string[];
  /** Tokens that a model sees in training. */
  readonly tokens: readonly number[];
  readonly seeds: readonly number[];
};

/** One model of the grid. */
export type StudyCell = {
  readonly dataset: string;
  readonly preset: string;
  readonly tokens: number;
  readonly seed: number;
};

/** More models than this are a slip of the pen on one workstation. */
export const MOST_CELLS = 500;

/**
 * The grid of the axes, cheapest first, so that a study that is stopped early has whole rows to show. Repeated values
 * count once.
 *
 * @throws Failure `study-axes` for an empty axis, a token count below 1, or more than {@link MOST_CELLS} models.
 */
export function studyCells(axes: StudyAxes): StudyCell[] {
  const sides = { ...axes } as Readonly<Record<string, readonly (string | number)[]>>;
  for (const [name, values] of Object.entries(sides)) {
    if (values.length === 0)
      throw new Failure('study-axes', `A study needs at least one of its ${name}; none were given.`);
  }
  const tokens = [...new Set(axes.tokens)].sort((one, other) => one - other);
  const wrong = tokens.find((count) => !Number.isInteger(count) || count < 1);
  if (wrong !== undefined)
    throw new Failure(
      'study-axes',
      `A model cannot see ${String(wrong)} tokens; give whole numbers above 0.`,
    );
  const cells = tokens.flatMap((count) =>
    [...new Set(axes.presets)].flatMap((preset) =>
      [...new Set(axes.seeds)].flatMap((seed) =>
        [...new Set(axes.datasets)].map((dataset) => ({ dataset, preset, tokens: count, seed })),
      ),
    ),
  );
  if (cells.length > MOST_CELLS) {
    throw new Failure(
      'study-axes',
      `This grid has ${cells.length.toLocaleString('en-US')} models; take values away until it has at most ${String(MOST_CELLS)}.`,
    );
  }
  return cells;
}

/**
 * Training compute in FLOPs, C = 6·N·D: two for each parameter and token forwards, four backwards (Kaplan et al. 2020,
 * §2.1). `parameters` are those that multiply, so without the token embedding, which is only looked up.
 */
export const trainingFlops = (parameters: number, tokens: number): number => 6 * parameters * tokens;
