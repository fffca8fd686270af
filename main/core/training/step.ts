import { gradients } from '../autodiff/gradients.ts';
import type { ModelConfig } from '../model/config.ts';
import { declareParameters, parameterSpecs, type Parameters } from '../model/parameters.ts';
import { Builder, type Value } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import { adamw, clipFactor, globalNorm, type AdamWOptions, type Slot, type StepScalars } from './adamw.ts';
import { meanLoss, nextTokenLoss } from './loss.ts';

/** Sequences per batch and tokens per sequence (each batch carries one token more, the last target). */
export type BatchSize = { readonly batch: number; readonly context: number };

/**
 * The whole optimiser step as one program, with n = `parameterSpecs(config).length`:
 * inputs: n parameters, n first moments, n second moments, `batch` i32 [B, T+1] (see `nextTokenLoss`),
 * `scalars` f32 [3] (see `stepScalars`); outputs: loss and gradient norm before clipping (scalars, nats), then the
 * n parameters, n first and n second moments that replace the first 3n inputs.
 */
export function buildTrainStep(config: ModelConfig, size: BatchSize, options: AdamWOptions): Program {
  const b = new Builder('trainStep');
  const parameters = declareParameters(b, config);
  const moments = [declareLike(b, config, 'first'), declareLike(b, config, 'second')] as const;
  const batch = declareBatch(b, size);
  const scalars = declareScalars(b);

  const loss = meanLoss(b, nextTokenLoss(b, config, parameters, batch));
  const slopes = gradients(b, loss, [...parameters.values()]);
  const norm = globalNorm(b, slopes);
  const state = updateAll(
    b,
    options,
    scalars,
    { parameters, moments, slopes },
    clipFactor(b, norm, options.clipNorm),
  );
  return b.build({ loss, gradientNorm: norm, ...state });
}

/**
 * The first half of a step whose batch does not fit at once. Inputs: n parameters, n gradient sums, `totals` f32 [2]
 * (loss sum in nats, target count), `batch`; outputs: `totals` and the n sums with this batch added. Start from zeros.
 */
export function buildAccumulate(config: ModelConfig, size: BatchSize): Program {
  const b = new Builder('accumulate');
  const parameters = declareParameters(b, config);
  const sums = declareLike(b, config, 'sum');
  const totals = b.input('totals', 'f32', [2]);
  const { sum, targetCount } = nextTokenLoss(b, config, parameters, declareBatch(b, size));
  const slopes = gradients(b, sum, [...parameters.values()]);
  const newTotals = b.add(totals, b.concat([b.reshape(sum, [1]), b.reshape(targetCount, [1])], 0));
  return b.build({
    totals: newTotals,
    ...outputs(
      'sum',
      config,
      slopes.map((slope, index) => b.add(sums[index]!, slope)),
    ),
  });
}

/**
 * The second half: inputs n parameters, n first and n second moments, n gradient sums, `totals` [2], `scalars` [3];
 * outputs as those of `buildTrainStep`. The sums are divided by the target count, so parts of unequal size weigh
 * by their targets.
 */
export function buildApply(config: ModelConfig, options: AdamWOptions): Program {
  const b = new Builder('apply');
  const parameters = declareParameters(b, config);
  const moments = [declareLike(b, config, 'first'), declareLike(b, config, 'second')] as const;
  const slopes = declareLike(b, config, 'sum');
  const totals = b.input('totals', 'f32', [2]);
  const scalars = declareScalars(b);
  const item = (index: number): Value => b.reshape(b.slice(totals, 0, index, index + 1), []);
  const share = b.div(1, b.maximum(item(1), 1));
  const norm = b.mul(globalNorm(b, slopes), share);
  const factor = b.mul(clipFactor(b, norm, options.clipNorm), share);
  const state = updateAll(b, options, scalars, { parameters, moments, slopes }, factor);
  return b.build({ loss: b.mul(item(0), share), gradientNorm: norm, ...state });
}

/** Held-out loss: inputs n parameters and `batch` [B, T+1]; outputs `lossSum` (nats) and `targetCount`, scalars. */
export function buildEvalLoss(config: ModelConfig, size: BatchSize): Program {
  const b = new Builder('evalLoss');
  const parameters = declareParameters(b, config);
  const { sum, targetCount } = nextTokenLoss(b, config, parameters, declareBatch(b, size));
  return b.build({ lossSum: sum, targetCount });
}

function declareBatch(b: Builder, { batch, context }: BatchSize): Value {
  return b.input('batch', 'i32', [batch, context + 1], ['B', 'T+1']);
}

function declareScalars(b: Builder): StepScalars {
  const scalars = b.input('scalars', 'f32', [3]);
  const item = (index: number): Value => b.reshape(b.slice(scalars, 0, index, index + 1), []);
  return { rate: item(0), firstCorrection: item(1), secondCorrection: item(2) };
}

function declareLike(b: Builder, config: ModelConfig, role: string): Value[] {
  return parameterSpecs(config).map(({ name, shape, axes }) =>
    b.input(`${role}:${name}`, 'f32', shape, axes),
  );
}

function outputs(role: string, config: ModelConfig, values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(
    parameterSpecs(config).map(({ name }, index) => [`${role}:${name}`, values[index]!]),
  );
}

function updateAll(
  b: Builder,
  options: AdamWOptions,
  scalars: StepScalars,
  state: {
    readonly parameters: Parameters;
    readonly moments: readonly [readonly Value[], readonly Value[]];
    readonly slopes: readonly Value[];
  },
  factor: Value,
): Record<string, Value> {
  const entries = [...state.parameters].map(([name, parameter], index) => {
    const slot: Slot = { parameter, first: state.moments[0][index]!, second: state.moments[1][index]! };
    return { name, slot: adamw(b, options, scalars, slot, state.slopes[index]!, factor) };
  });
  const group = (role: string, key: keyof Slot): Record<string, Value> =>
    Object.fromEntries(entries.map(({ name, slot }) => [`${role}${name}`, slot[key]]));
  return { ...group('', 'parameter'), ...group('first:', 'first'), ...group('second:', 'second') };
}
