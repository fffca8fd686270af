import type { ModelConfig } from '../model/config.ts';
import { largestTensor, parameterSpecs } from '../model/parameters.ts';
import { elementCount, type Shape } from '../program/shape.ts';
import { phiAdamW } from './adamw.ts';
import type { Engine, Tensor } from './engine.ts';
import { ProgramCache } from './program-cache.ts';
import { stepScalars } from './schedule.ts';
import { clip, scalar, sumGradients, update, type StepContext } from './split-step.ts';
import { runInLanes } from './lane-step.ts';
import { buildEvalLoss, buildTrainStep } from './step.ts';
import type { StepForm, StepShape } from './step-shape.ts';

/** One tensor of the state: its values, or how to read them from the engine. */
export type TensorSource = Float32Array | (() => Promise<Float32Array>);

/** Weights and moments, each list in the order of `parameterSpecs`. */
export type TrainerTensors = {
  readonly parameters: readonly TensorSource[];
  readonly first: readonly TensorSource[];
  readonly second: readonly TensorSource[];
};

/** Tensors one after another, each used before the next is asked for: a large model never lies in memory twice. */
export type TensorStream = Iterable<Float32Array> | AsyncIterable<Float32Array>;

/** Moments to go on with; a new optimiser starts from zeros. */
export type Moments = { readonly first: TensorStream; readonly second: TensorStream };

export type StepResult = { readonly loss: number; readonly gradientNorm: number };

/**
 * Weights and moments as they live with the engine, and the programs that move them. Programs are compiled once for
 * each shape, so phases that differ only in data or rate share one.
 */
export class CompiledSteps {
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** Parameters, then first moments, then second moments. */
  private state: Tensor[] = [];
  private readonly programs: ProgramCache;
  private readonly shapes: readonly Shape[];

  constructor(engine: Engine, config: ModelConfig) {
    this.engine = engine;
    this.config = config;
    this.programs = new ProgramCache(engine);
    this.shapes = parameterSpecs(config).map((spec) => spec.shape);
  }

  /** Replaces weights and moments; without `moments` they start from zero. */
  async load(parameters: TensorStream, moments?: Moments): Promise<void> {
    this.engine.free(this.state);
    this.state = [];
    for (const group of [parameters, moments?.first ?? this.zeros(), moments?.second ?? this.zeros()]) {
      let index = 0;
      for await (const data of group) this.state.push(this.engine.put(data, this.shapes[index++]!, 'f32'));
    }
  }

  /** The weights of this moment where they lie: the next step replaces them. */
  get parameters(): readonly Tensor[] {
    return this.state.slice(0, this.shapes.length);
  }

  /** Starts both moments from zero again, as a new optimiser does. */
  resetMoments(): void {
    const moments = this.state.splice(this.shapes.length);
    this.engine.free(moments);
    for (let group = 0; group < 2; group++) {
      let index = 0;
      for (const data of this.zeros()) this.state.push(this.engine.put(data, this.shapes[index++]!, 'f32'));
    }
  }

  /** The present weights and moments, read from the engine when they are asked for: valid until the next step. */
  tensors(): TrainerTensors {
    const count = this.shapes.length;
    const sources = this.state.map((tensor) => async () => (await this.engine.read(tensor)) as Float32Array);
    return {
      parameters: sources.slice(0, count),
      first: sources.slice(count, 2 * count),
      second: sources.slice(2 * count),
    };
  }

  /**
   * One optimiser step on `tokens` [N·B, T+1], N the micro-batches; `step` ≥ 1 counts from the last start of the
   * moments. The new state replaces the old one only when loss and gradient norm are finite: what a bad step would
   * have spoilt is still there.
   */
  step(shape: StepShape, tokens: Int32Array, rate: number, step: number): Promise<StepResult> {
    return this.run(shape, tokens, { rate, step, keep: true });
  }

  /** Milliseconds of one step on `tokens` [N·B, T+1], which leaves weights and moments as they were. */
  async timeStep(shape: StepShape, tokens: Int32Array, clock: () => number): Promise<number> {
    const start = clock();
    await this.run(shape, tokens, { rate: 0, step: 1, keep: false });
    return clock() - start;
  }

  /** Mean loss in nats per token of the present weights over `batches`, each [B, T+1]. */
  async heldOutLoss(
    { batch, context }: Pick<StepShape, 'batch' | 'context'>,
    batches: readonly Int32Array[],
  ): Promise<number> {
    const { engine } = this;
    const executable = await this.programs.get(`eval ${String(batch)} ${String(context)}`, () =>
      buildEvalLoss(this.config, { batch, context }),
    );
    const { parameters } = this;
    let sum = 0;
    let count = 0;
    for (const tokens of batches) {
      const input = engine.put(tokens, [batch, context + 1], 'i32');
      const outputs = await executable.run([...parameters, input]);
      sum += await scalar(engine, outputs[0]!);
      count += await scalar(engine, outputs[1]!);
      engine.free([input, ...outputs]);
    }
    return sum / count;
  }

  /** Frees tensors and programs; the engine stays open. */
  async dispose(): Promise<void> {
    this.engine.free(this.state);
    this.state = [];
    await this.programs.dispose();
  }

  private async run(
    shape: StepShape,
    tokens: Int32Array,
    { rate, step, keep }: { readonly rate: number; readonly step: number; readonly keep: boolean },
  ): Promise<StepResult> {
    const adamw = { ...phiAdamW, weightDecay: shape.weightDecay, clipNorm: shape.clipNorm };
    const scalars = this.engine.put(stepScalars(rate, step, adamw), [3], 'f32');
    const { engine, programs, config } = this;
    const context: StepContext = { engine, programs, config, shape, adamw };
    const forms: Record<StepForm, () => Promise<StepResult>> = {
      lanes: async () => this.take(await runInLanes(context, this.state, tokens, scalars), keep),
      whole: async () => this.take(await this.runWhole(context, tokens, scalars), keep),
      split: () => this.runSplit(context, tokens, scalars, keep),
    };
    const result = await forms[shape.form]();
    engine.free([scalars]);
    return result;
  }

  private async runWhole(
    { engine, programs, config, shape, adamw }: StepContext,
    tokens: Int32Array,
    scalars: Tensor,
  ): Promise<Tensor[]> {
    const { batch, context, recompute, accumulate } = shape;
    if (accumulate !== 1)
      throw new Error(`A whole step has one micro-batch, not ${String(accumulate)}; split it.`);
    const key = [batch, context, recompute, adamw.weightDecay, adamw.clipNorm].join(' ');
    const executable = await programs.get(`train ${key}`, () =>
      buildTrainStep(config, { batch, context, recompute }, adamw),
    );
    const input = engine.put(tokens, [batch, context + 1], 'i32');
    const outputs = await executable.run([...this.state, input, scalars]);
    engine.free([input]);
    return outputs;
  }

  /** Reads loss and norm, the first two results of a step, and keeps the state that follows them if it is sound. */
  private async take([loss, norm, ...next]: readonly Tensor[], keep: boolean): Promise<StepResult> {
    const { engine } = this;
    const result = { loss: await scalar(engine, loss!), gradientNorm: await scalar(engine, norm!) };
    engine.free([loss!, norm!]);
    const replace = keep && isSound(result);
    engine.free(replace ? this.state : next);
    if (replace) this.state = next;
    return result;
  }

  private async runSplit(
    context: StepContext,
    tokens: Int32Array,
    scalars: Tensor,
    keep: boolean,
  ): Promise<StepResult> {
    const { engine } = context;
    const count = this.shapes.length;
    const summed = await sumGradients(context, this.state.slice(0, count), tokens);
    const { factor, ...result } = await clip(context, summed);
    if (isSound(result)) {
      for (const [index, gradient] of summed.gradients.entries()) {
        const places = [index, count + index, 2 * count + index] as const;
        const slot = places.map((place) => this.state[place]!) as [Tensor, Tensor, Tensor];
        const next = await update(context, slot, gradient, { factor, scalars, consume: keep });
        if (keep) for (const [at, place] of places.entries()) this.state[place] = next[at]!;
        else engine.free(next);
      }
    } else {
      engine.free(summed.gradients);
    }
    engine.free([factor]);
    return result;
  }

  private *zeros(): Generator<Float32Array> {
    const storage = new Float32Array(largestTensor(this.config));
    for (const shape of this.shapes) yield storage.subarray(0, elementCount(shape));
  }
}

function isSound({ loss, gradientNorm }: StepResult): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
}
