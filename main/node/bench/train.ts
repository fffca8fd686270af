import { presets, type PresetName } from '../../core/model/config.ts';
import { initialParameters, parameterCount, parameterSpecs } from '../../core/model/parameters.ts';
import { Builder } from '../../core/program/builder.ts';
import { matmulFlops } from '../../core/program/flops.ts';
import { phiAdamW } from '../../core/training/adamw.ts';
import type { Engine, Tensor } from '../../core/training/engine.ts';
import { seededRandom, type Random } from '../../core/training/random.ts';
import { stepScalars } from '../../core/training/schedule.ts';
import { buildTrainStep, type BatchSize } from '../../core/training/step.ts';
import { OnnxRuntimeEngine } from '../engines/onnxruntime/engine.ts';

/** One preset's training speed. Rates are medians over the measured steps. */
export type TrainMeasurement = {
  readonly parameters: number;
  readonly batch: number;
  readonly context: number;
  readonly tokensPerSecond: number;
  /** Matrix products of the whole step, counted from the program, per second. */
  readonly gflops: number;
  /** `gflops` over what the same engine reaches on plain 512³ products. */
  readonly shareOfSgemm: number;
  readonly peers: Readonly<Record<string, { version: string; tokensPerSecond: number; ratio: number }>>;
};

export type TrainBench = {
  readonly engine: string;
  readonly sgemmGflops: number;
  readonly presets: Readonly<Record<string, TrainMeasurement>>;
};

export type TrainBenchOptions = {
  readonly presets?: readonly PresetName[];
  readonly threads?: number;
  /** Measured steps of each preset, after one that warms up. */
  readonly steps?: number;
};

/** Sizes at which presets are measured; those that are not listed run at batch 8 and context 256. */
const sizes: Partial<Record<PresetName, BatchSize>> = {
  nano: { batch: 32, context: 128 },
  micro: { batch: 8, context: 256 },
  mini: { batch: 4, context: 256 },
};

/**
 * Measures training on this machine: each preset's whole optimiser step on random tokens, beside plain 512³ matrix
 * products through the same engine. The two alternate, so that other load on the machine weighs on both.
 */
export async function benchTrain(options: TrainBenchOptions = {}): Promise<TrainBench> {
  const { presets: names = ['nano', 'micro'], threads, steps = 8 } = options;
  const engine = new OnnxRuntimeEngine(threads === undefined ? {} : { threads });
  try {
    const sgemm = await startSgemm(engine);
    const ratesOfSgemm: number[] = [];
    const measured: Record<string, Omit<TrainMeasurement, 'shareOfSgemm'>> = {};
    for (const name of names) {
      const training = await startTraining(engine, name);
      await training.step();
      const rates: number[] = [];
      for (let step = 0; step < steps; step++) {
        ratesOfSgemm.push(await sgemm.run());
        rates.push(1000 / (await timed(training.step)));
      }
      const stepsPerSecond = median(rates);
      measured[name] = {
        parameters: parameterCount(presets[name]),
        ...training.size,
        tokensPerSecond: training.size.batch * training.size.context * stepsPerSecond,
        gflops: (training.flops * stepsPerSecond) / 1e9,
        peers: {},
      };
      await training.stop();
    }
    await sgemm.stop();
    const sgemmGflops = median(ratesOfSgemm);
    const shares = Object.entries(measured).map(([name, rate]) => {
      return [name, { ...rate, shareOfSgemm: rate.gflops / sgemmGflops }] as const;
    });
    return { engine: engine.description, sgemmGflops, presets: Object.fromEntries(shares) };
  } finally {
    await engine.close();
  }
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A chain of 512³ products in one program, so that starting a run weighs nothing. `run` gives GFLOP/s. */
async function startSgemm(
  engine: Engine,
): Promise<{ run: () => Promise<number>; stop: () => Promise<void> }> {
  const size = 512;
  const b = new Builder('sgemm');
  const [left, right] = [b.input('left', 'f32', [size, size]), b.input('right', 'f32', [size, size])];
  let product = left;
  for (let link = 0; link < 64; link++) product = b.matmul(product, right);
  const program = b.build({ product });
  const executable = await engine.compile(program);
  // Entries of variance 1/512 keep the products of the chain at the size of its start.
  const random = seededRandom(1);
  const matrix = (): Tensor =>
    engine.put(
      Float32Array.from({ length: size * size }, () => random.normal() / Math.sqrt(size)),
      [size, size],
      'f32',
    );
  const inputs = [matrix(), matrix()];
  const once = async (): Promise<void> => {
    engine.free(await executable.run(inputs));
  };
  await once();
  return {
    run: async () => matmulFlops(program) / (await timed(once)) / 1e6,
    stop: async () => {
      engine.free(inputs);
      await executable.dispose();
    },
  };
}

async function startTraining(
  engine: Engine,
  name: PresetName,
): Promise<{ size: BatchSize; flops: number; step: () => Promise<void>; stop: () => Promise<void> }> {
  const config = presets[name];
  const size = sizes[name] ?? { batch: 8, context: 256 };
  const program = buildTrainStep(config, size, phiAdamW);
  const executable = await engine.compile(program);
  const random = seededRandom(1);
  let state = initialState(engine, name, random);
  const consume = state.map((_, index) => index);
  const shape = [size.batch, size.context + 1];
  const tokens = Int32Array.from({ length: shape[0]! * shape[1]! }, () => random.below(config.vocabulary));
  const batch = engine.put(tokens, shape, 'i32');
  let done = 0;
  const step = async (): Promise<void> => {
    const scalars = engine.put(stepScalars(1e-4, ++done, phiAdamW), [3], 'f32');
    const outputs = await executable.run([...state, batch, scalars], { consume });
    engine.free([scalars, ...outputs.slice(0, 2)]);
    state = outputs.slice(2);
  };
  return {
    size,
    flops: matmulFlops(program),
    step,
    stop: async () => {
      engine.free([...state, batch]);
      await executable.dispose();
    },
  };
}

/** Fresh parameters and zero moments, in the order a training step takes them. */
function initialState(engine: Engine, name: PresetName, random: Random): Tensor[] {
  const specs = parameterSpecs(presets[name]);
  const values = initialParameters(presets[name], random);
  const put = (data: Float32Array, index: number): Tensor => engine.put(data, specs[index]!.shape, 'f32');
  const zeros = (): Tensor[] => values.map((data, index) => put(new Float32Array(data.length), index));
  return [...values.map(put), ...zeros(), ...zeros()];
}

/** Wall-clock milliseconds of one call. */
async function timed(call: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}
