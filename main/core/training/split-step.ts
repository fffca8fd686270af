import type { ModelConfig } from '../model/config.ts';
import { parameterSpecs } from '../model/parameters.ts';
import type { AdamWOptions } from './adamw.ts';
import type { Engine, Tensor } from './engine.ts';
import type { ProgramCache } from './program-cache.ts';
import { buildAddGradient, buildClip, buildGradients, buildUpdate } from './step.ts';
import type { StepShape } from './step-shape.ts';

/** Gradients of the loss summed over all micro-batches, and the two numbers that turn sums into means. */
type Summed = { readonly gradients: Tensor[]; readonly lossSum: number; readonly targetCount: number };

/** What every form of a step needs besides state and batch. */
export type StepContext = {
  readonly engine: Engine;
  readonly programs: ProgramCache;
  readonly config: ModelConfig;
  readonly shape: StepShape;
  readonly adamw: AdamWOptions;
};

/** What is known before anything is updated. */
export type Clipped = { readonly loss: number; readonly gradientNorm: number; readonly factor: Tensor };

/**
 * Runs `tokens` [N·B, T+1] through the model in N micro-batches and sums their gradients. The engine holds one set of
 * gradients, and a second one while a further micro-batch is added. The caller frees the gradients.
 */
export async function sumGradients(
  options: StepContext,
  parameters: readonly Tensor[],
  tokens: Int32Array,
): Promise<Summed> {
  const { engine, programs, config, shape } = options;
  const { batch, context, recompute, accumulate } = shape;
  const pass = await programs.get(`gradients ${[batch, context, recompute].join(' ')}`, () =>
    buildGradients(config, { batch, context, recompute }),
  );
  let gradients: Tensor[] = [];
  let [lossSum, targetCount] = [0, 0];
  const length = batch * (context + 1);
  for (let part = 0; part < accumulate; part++) {
    const rows = tokens.subarray(part * length, (part + 1) * length);
    const input = engine.put(rows, [batch, context + 1], 'i32');
    const [loss, count, ...slopes] = await pass.run([...parameters, input]);
    lossSum += await scalar(engine, loss!);
    targetCount += await scalar(engine, count!);
    engine.free([input, loss!, count!]);
    gradients = part === 0 ? slopes : await addAll(options, gradients, slopes);
  }
  return { gradients, lossSum, targetCount };
}

async function addAll(
  { programs, config }: StepContext,
  sums: readonly Tensor[],
  gradients: readonly Tensor[],
): Promise<Tensor[]> {
  const added: Tensor[] = [];
  for (const [index, { shape }] of parameterSpecs(config).entries()) {
    const add = await programs.get(`add ${shape.join(' ')}`, () => buildAddGradient(shape));
    added.push(...(await add.run([sums[index]!, gradients[index]!], { consume: [0, 1] })));
  }
  return added;
}

/** Mean loss, gradient norm, and the factor for the updates; the caller frees it. The gradients stay. */
export async function clip(
  { engine, programs, config, adamw }: StepContext,
  { gradients, lossSum, targetCount }: Summed,
): Promise<Clipped> {
  const program = await programs.get(`clip ${String(adamw.clipNorm)}`, () => buildClip(config, adamw));
  const totals = [lossSum, targetCount].map((total) => engine.put(Float32Array.of(total), [], 'f32'));
  const [loss, norm, factor] = await program.run([...gradients, ...totals]);
  const read = { loss: await scalar(engine, loss!), gradientNorm: await scalar(engine, norm!) };
  engine.free([...totals, loss!, norm!]);
  return { ...read, factor: factor! };
}

/**
 * Updates one tensor: `slot` is its parameter and moments. The gradient is consumed, and the slot with it where
 * `consume` says so. Returns the new parameter and moments.
 */
export async function update(
  { programs, adamw }: StepContext,
  slot: readonly [Tensor, Tensor, Tensor],
  gradient: Tensor,
  {
    factor,
    scalars,
    consume,
  }: { readonly factor: Tensor; readonly scalars: Tensor; readonly consume: boolean },
): Promise<[Tensor, Tensor, Tensor]> {
  const { shape } = gradient;
  const program = await programs.get(`update ${shape.join(' ')} decay ${String(adamw.weightDecay)}`, () =>
    buildUpdate(shape, adamw),
  );
  const outputs = await program.run([...slot, gradient, factor, scalars], {
    consume: consume ? [0, 1, 2, 3] : [3],
  });
  return outputs as [Tensor, Tensor, Tensor];
}

/** Reads a scalar. */
export async function scalar(engine: Engine, tensor: Tensor): Promise<number> {
  return (await engine.read(tensor))[0]!;
}
