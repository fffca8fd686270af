import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { linearRegression, mean } from 'simple-statistics';
import { trainingFlops } from './grid.ts';

/** What one model of a grid gave. */
export type ScalingPoint = {
  /** Parameters that multiply. */
  readonly parameters: number;
  /** Tokens seen in training. */
  readonly tokens: number;
  /** Above 0; in any unit, all in the same. */
  readonly loss: number;
};

/** loss ≈ coefficient · C^(−exponent), C in FLOPs. */
export type PowerLaw = { readonly coefficient: number; readonly exponent: number };

/** L(N, D) = irreducible + size.coefficient / N^size.exponent + data.coefficient / D^data.exponent. */
export type ScalingLaw = {
  readonly irreducible: number;
  /** Null where the sizes are too few to tell. */
  readonly size: PowerLaw | null;
  /** Null where the token counts are too few to tell. */
  readonly data: PowerLaw | null;
};

export type Fitted<Law> = {
  readonly law: Law;
  /** ln(measured / fitted) of each point, in the order given. */
  readonly residuals: readonly number[];
  /** Share of the variance of ln(loss) that the law explains; 1 is all of it. */
  readonly explained: number;
};

/** A fit, or the sentence that says what it would take. */
export type Fit<Law> =
  ({ readonly state: 'fitted' } & Fitted<Law>) | { readonly state: 'too-few'; readonly needs: string };

const LEAST_DISTINCT = 3;

/** A straight line through ln(loss) against ln(compute), by least squares. */
export function fitPowerLaw(points: readonly ScalingPoint[]): Fit<PowerLaw> {
  const budgets = distinct(points.map(({ parameters, tokens }) => trainingFlops(parameters, tokens)));
  if (budgets < LEAST_DISTINCT) {
    return {
      state: 'too-few',
      needs: `A slope needs at least three amounts of compute; there are ${String(budgets)}.`,
    };
  }
  const { m, b } = linearRegression(
    points.map(({ parameters, tokens, loss }) => [
      Math.log(trainingFlops(parameters, tokens)),
      Math.log(loss),
    ]),
  );
  const law: PowerLaw = { coefficient: Math.exp(b), exponent: -m };
  return {
    state: 'fitted',
    ...against(points, law, ({ parameters, tokens }) => powerLawAt(law, trainingFlops(parameters, tokens))),
  };
}

export const powerLawAt = ({ coefficient, exponent }: PowerLaw, at: number): number =>
  coefficient * at ** -exponent;

/**
 * L(N, D) = E + A/N^α + B/D^β (Hoffmann et al. 2022, approach 3), fitted to ln(loss) by Levenberg–Marquardt from many
 * starts. A term is left out where its axis has fewer than three values: three unknowns cannot be told apart from two.
 */
export function fitScalingLaw(points: readonly ScalingPoint[]): Fit<ScalingLaw> {
  const withSize = distinct(points.map(({ parameters }) => parameters)) >= LEAST_DISTINCT;
  const withData = distinct(points.map(({ tokens }) => tokens)) >= LEAST_DISTINCT;
  const unknowns = 1 + (withSize ? 2 : 0) + (withData ? 2 : 0);
  const settings = distinct(
    points.map(({ parameters, tokens }) => `${String(parameters)} ${String(tokens)}`),
  );
  if (unknowns === 1 || settings <= unknowns) {
    return {
      state: 'too-few',
      needs: `L(N, D) needs at least three model sizes or three token counts, and more pairs of them than it has unknowns; there are ${String(settings)} pairs.`,
    };
  }
  const scale = scaleOf(points);
  const read = (values: readonly number[]): ScalingLaw => lawOf(values, scale, withSize, withData);
  const best = starts(points, withSize, withData)
    .map((start) => descend(points, start, read))
    .reduce((one, other) => (other.error < one.error ? other : one));
  const law = read(best.values);
  return { state: 'fitted', ...against(points, law, (point) => scalingLawAt(law, point)) };
}

export function scalingLawAt(
  { irreducible, size, data }: ScalingLaw,
  { parameters, tokens }: Pick<ScalingPoint, 'parameters' | 'tokens'>,
): number {
  return (
    irreducible +
    (size === null ? 0 : powerLawAt(size, parameters)) +
    (data === null ? 0 : powerLawAt(data, tokens))
  );
}

/**
 * How many times less compute `better` takes than `baseline` to reach the loss that `better` has at `flops`: above 1
 * where the data saves compute. Null where the baseline's line does not fall, so that it reaches nothing.
 */
export function computeSaved(baseline: PowerLaw, better: PowerLaw, flops: number): number | null {
  if (!(baseline.exponent > 0)) return null;
  const loss = powerLawAt(better, flops);
  return (baseline.coefficient / loss) ** (1 / baseline.exponent) / flops;
}

const distinct = (values: readonly unknown[]): number => new Set(values).size;

/** Geometric means: a term's coefficient is fitted as its share of the loss at this size and token count. */
type Scale = { readonly parameters: number; readonly tokens: number };

const scaleOf = (points: readonly ScalingPoint[]): Scale => ({
  parameters: Math.exp(mean(points.map(({ parameters }) => Math.log(parameters)))),
  tokens: Math.exp(mean(points.map(({ tokens }) => Math.log(tokens)))),
});

/** From ln E and, for each term there, the logarithms of its part at the scale and of its exponent: all above 0. */
function lawOf(values: readonly number[], scale: Scale, withSize: boolean, withData: boolean): ScalingLaw {
  const term = (at: number, middle: number): PowerLaw => {
    const exponent = Math.exp(values[at + 1]!);
    return { coefficient: Math.exp(values[at]!) * middle ** exponent, exponent };
  };
  return {
    irreducible: Math.exp(values[0]!),
    size: withSize ? term(1, scale.parameters) : null,
    data: withData ? term(withSize ? 3 : 1, scale.tokens) : null,
  };
}

/** Grids of the loss's share that each term has, and of its exponent. */
function starts(points: readonly ScalingPoint[], withSize: boolean, withData: boolean): number[][] {
  const loss = mean(points.map((point) => point.loss));
  let all = [0.3, 0.7].map((share) => [Math.log(share * loss)]);
  for (const present of [withSize, withData]) {
    if (!present) continue;
    all = all.flatMap((start) =>
      [0.1, 0.4].flatMap((share) =>
        [0.2, 0.6].map((exponent) => [...start, Math.log(share * loss), Math.log(exponent)]),
      ),
    );
  }
  return all;
}

/** Bounds of a logarithm: wide enough for any term, and no overflow on the way. */
const BOUND = 40;

function descend(
  points: readonly ScalingPoint[],
  start: readonly number[],
  read: (values: readonly number[]) => ScalingLaw,
): { readonly values: readonly number[]; readonly error: number } {
  const data = { x: points.map((_, at) => at), y: points.map(({ loss }) => Math.log(loss)) };
  const model = (values: readonly number[]) => {
    const law = read(values);
    return (at: number): number => Math.log(scalingLawAt(law, points[at]!));
  };
  const { parameterValues, parameterError } = levenbergMarquardt(data, model, {
    initialValues: start,
    minValues: start.map(() => -BOUND),
    maxValues: start.map(() => BOUND),
    gradientDifference: 1e-4,
    centralDifference: true,
    maxIterations: 300,
    errorTolerance: 1e-12,
    improvementThreshold: 1e-9,
  });
  const usable = Number.isFinite(parameterError);
  return { values: usable ? parameterValues : start, error: usable ? parameterError : Infinity };
}

function against<Law>(
  points: readonly ScalingPoint[],
  law: Law,
  fitted: (point: ScalingPoint) => number,
): Fitted<Law> {
  const logs = points.map(({ loss }) => Math.log(loss));
  const residuals = points.map((point, at) => logs[at]! - Math.log(fitted(point)));
  const middle = mean(logs);
  const squares = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value * value, 0);
  const spread = squares(logs.map((log) => log - middle));
  return { law, residuals, explained: spread === 0 ? 0 : 1 - squares(residuals) / spread };
}
