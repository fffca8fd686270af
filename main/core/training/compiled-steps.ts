import type { ModelConfig } from '../model/config.ts';
import { parameterSpecs } from '../model/parameters.ts';
import { phiAdamW } from './adamw.ts';
import type { Engine, Executable, Tensor } from './engine.ts';
import { stepScalars } from './schedule.ts';
import { buildEvalLoss, buildTrainStep } from './step.ts';

/** What a compiled step depends on. */
export type StepShape = {
  readonly batch: number;
  readonly context: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
};

/** Host-side weights and moments, each list in the order of `parameterSpecs`. */
export type TrainerTensors = {
  readonly parameters: readonly Float32Array[];
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
};

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
  private readonly executables = new Map<string, Promise<Executable>>();
  private readonly shapes: readonly (readonly number[])[];

  constructor(engine: Engine, config: ModelConfig) {
    this.engine = engine;
    this.config = config;
    this.shapes = parameterSpecs(config).map((spec) => spec.shape);
  }

  /** Replaces weights and moments. */
  load({ parameters, first, second }: TrainerTensors): void {
    this.engine.free(this.state);
    this.state = [parameters, first, second].flatMap((group) => this.put(group));
  }

  /** Starts both moments from zero again, as a new optimiser does. */
  resetMoments(): void {
    const count = this.shapes.length;
    const zeros = this.shapes.map((shape) => new Float32Array(shape.reduce((n, axis) => n * axis, 1)));
    this.engine.free(this.state.slice(count));
    this.state = [
      ...this.state.slice(0, count),
      ...this.put(zeros),
      ...this.put(zeros.map((data) => data.slice())),
    ];
  }

  /** Copies of weights and moments; they stay as they are while training goes on. */
  async read(): Promise<TrainerTensors> {
    const count = this.shapes.length;
    const host: Float32Array[] = [];
    for (const tensor of this.state) host.push((await this.engine.read(tensor)) as Float32Array);
    return {
      parameters: host.slice(0, count),
      first: host.slice(count, 2 * count),
      second: host.slice(2 * count),
    };
  }

  /**
   * One optimiser step on `batch` [B, T+1]; `step` ≥ 1 counts from the last start of the moments. The new state
   * replaces the old one only when loss and gradient norm are finite: what a bad step would have spoilt is still there.
   */
  async step(shape: StepShape, batch: Int32Array, rate: number, step: number): Promise<StepResult> {
    const executable = await this.trainStep(shape);
    const { result, next } = await this.compute(executable, shape, batch, rate, step);
    if (Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)) {
      this.engine.free(this.state);
      this.state = next;
    } else {
      this.engine.free(next);
    }
    return result;
  }

  /** Milliseconds of one step on `batch`, which leaves weights and moments as they were. */
  async timeStep(shape: StepShape, batch: Int32Array, clock: () => number): Promise<number> {
    const executable = await this.trainStep(shape);
    const start = clock();
    const { next } = await this.compute(executable, shape, batch, 0, 1);
    const elapsed = clock() - start;
    this.engine.free(next);
    return elapsed;
  }

  /** Mean loss in nats per token of the present weights over `batches`, each [B, T+1]. */
  async heldOutLoss(shape: StepShape, batches: readonly Int32Array[]): Promise<number> {
    const { batch, context } = shape;
    const executable = await this.compiled(`eval ${String(batch)} ${String(context)}`, () =>
      buildEvalLoss(this.config, { batch, context }),
    );
    const parameters = this.state.slice(0, this.shapes.length);
    let sum = 0;
    let count = 0;
    for (const tokens of batches) {
      const input = this.engine.put(tokens, [batch, context + 1], 'i32');
      const outputs = await executable.run([...parameters, input]);
      sum += await this.scalar(outputs[0]!);
      count += await this.scalar(outputs[1]!);
      this.engine.free([input, ...outputs]);
    }
    return sum / count;
  }

  /** Frees tensors and programs; the engine stays open. */
  async dispose(): Promise<void> {
    this.engine.free(this.state);
    this.state = [];
    const executables = await Promise.allSettled(this.executables.values());
    this.executables.clear();
    for (const settled of executables) if (settled.status === 'fulfilled') await settled.value.dispose();
  }

  private async compute(
    executable: Executable,
    { batch, context }: StepShape,
    tokens: Int32Array,
    rate: number,
    step: number,
  ): Promise<{ result: StepResult; next: Tensor[] }> {
    const inputs = [
      this.engine.put(tokens, [batch, context + 1], 'i32'),
      this.engine.put(stepScalars(rate, step, phiAdamW), [3], 'f32'),
    ];
    const [lossTensor, normTensor, ...next] = await executable.run([...this.state, ...inputs]);
    const result = { loss: await this.scalar(lossTensor!), gradientNorm: await this.scalar(normTensor!) };
    this.engine.free([...inputs, lossTensor!, normTensor!]);
    return { result, next };
  }

  private trainStep({ batch, context, weightDecay, clipNorm }: StepShape): Promise<Executable> {
    return this.compiled(`train ${[batch, context, weightDecay, clipNorm].join(' ')}`, () =>
      buildTrainStep(this.config, { batch, context }, { ...phiAdamW, weightDecay, clipNorm }),
    );
  }

  private compiled(key: string, build: () => Parameters<Engine['compile']>[0]): Promise<Executable> {
    let executable = this.executables.get(key);
    if (executable === undefined) {
      executable = this.engine.compile(build());
      this.executables.set(key, executable);
    }
    return executable;
  }

  private async scalar(tensor: Tensor): Promise<number> {
    return (await this.engine.read(tensor))[0]!;
  }

  private put(group: readonly Float32Array[]): Tensor[] {
    return group.map((data, index) => this.engine.put(data, this.shapes[index]!, 'f32'));
  }
}
