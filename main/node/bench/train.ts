import { setTimeout as pause } from 'node:timers/promises';
import { presets, type PresetName } from '../../core/model/config.ts';
import { parameterCount } from '../../core/model/parameters.ts';
import type { BatchSize } from '../../core/training/step.ts';
import { OnnxRuntimeEngine } from '../engines/onnxruntime/engine.ts';
import { startPeerTraining, trainingPeers, type PeerTraining } from './peer/pytorch.ts';
import { startSgemm, type Sgemm } from './sgemm.ts';
import { median, timed } from './timing.ts';
import { startTraining } from './training-loop.ts';

/** Another program on the same model, batch and cores. `ratio` is ours over theirs: above 1 Hornbook is faster. */
export type PeerMeasurement = {
  readonly version: string;
  readonly tokensPerSecond: number;
  readonly ratio: number;
};

/** One preset's training speed. Rates are medians over the samples. */
export type TrainMeasurement = {
  readonly parameters: number;
  readonly batch: number;
  readonly context: number;
  readonly tokensPerSecond: number;
  /** Matrix products of the whole step, counted from the program, per second. */
  readonly gflops: number;
  /** `gflops` over what the same engine reaches on plain 512³ products. */
  readonly shareOfSgemm: number;
  readonly peers: Readonly<Record<string, PeerMeasurement>>;
  /** Why a peer that was asked for is not among them. */
  readonly missingPeers?: Readonly<Record<string, string>>;
};

export type TrainBench = {
  readonly engine: string;
  readonly threads: number;
  /** How many samples each median is taken over. */
  readonly samples: number;
  readonly sgemmGflops: number;
  readonly presets: Readonly<Record<string, TrainMeasurement>>;
};

export type TrainBenchOptions = {
  readonly presets?: readonly PresetName[];
  readonly threads?: number;
  readonly samples?: number;
  /** Python interpreter with PyTorch to measure beside; without it there is no peer. */
  readonly peer?: string;
  readonly onNote?: (note: string) => void;
};

/** Sizes at which presets are measured; those that are not listed run at batch 1. */
const sizes: Partial<Record<PresetName, BatchSize>> = {
  nano: { batch: 16, context: 256 },
  micro: { batch: 8, context: 256 },
  mini: { batch: 4, context: 256 },
};

/** A sample lasts about this long: several steps, so that one hiccup of the machine does not decide it. */
const sampleMs = 1500;

/** After one has computed, its threads need a moment to fall asleep before the next one is timed. */
const settleMs = 60;

/**
 * Steps before each sample that are not timed: while one waits for the others, the system takes its memory out of the
 * caches and may take it away altogether, which is no part of training.
 */
const untimedSteps = 1;

/**
 * Measures training on this machine: each preset's whole optimiser step on random tokens, beside plain 512³ matrix
 * products through the same engine and, where asked, PyTorch. All of them alternate, so that other load on the machine
 * weighs on all; only one computes at a time.
 * @throws Failure `peer-unavailable` when the peer's interpreter has no PyTorch
 */
export async function benchTrain(options: TrainBenchOptions = {}): Promise<TrainBench> {
  const { presets: names = ['nano', 'micro'], threads, samples = 7 } = options;
  const engine = new OnnxRuntimeEngine(threads === undefined ? {} : { threads });
  try {
    const sgemm = await startSgemm(engine);
    const ratesOfSgemm: number[] = [];
    const measured: Record<string, Omit<TrainMeasurement, 'shareOfSgemm'>> = {};
    for (const name of names) {
      measured[name] = await measure(engine, name, sgemm, ratesOfSgemm, { ...options, samples });
    }
    await sgemm.stop();
    const sgemmGflops = median(ratesOfSgemm);
    const shares = Object.entries(measured).map(([name, rate]) => {
      return [name, { ...rate, shareOfSgemm: rate.gflops / sgemmGflops }] as const;
    });
    return {
      engine: engine.description,
      threads: engine.threads,
      samples,
      sgemmGflops,
      presets: Object.fromEntries(shares),
    };
  } finally {
    await engine.close();
  }
}

async function measure(
  engine: OnnxRuntimeEngine,
  name: PresetName,
  sgemm: Sgemm,
  ratesOfSgemm: number[],
  { samples, peer, onNote }: TrainBenchOptions & { readonly samples: number },
): Promise<Omit<TrainMeasurement, 'shareOfSgemm'>> {
  const size = sizes[name] ?? { batch: 1, context: 256 };
  const training = await startTraining(engine, name, size);
  await training.step();
  const steps = Math.max(1, Math.round(sampleMs / (await timed(training.step))));
  const peers = new Map<string, PeerTraining>();
  const missing: Record<string, string> = {};
  try {
    for (const which of peer === undefined ? [] : trainingPeers) {
      onNote?.(`Starting ${which} on ${name} …`);
      const started = await startPeerTraining(
        peer!,
        which,
        presets[name],
        size,
        training.tokens,
        engine.threads,
      );
      if ('missing' in started) missing[which] = started.missing;
      else peers.set(which, started);
    }
    const stepSeconds: number[] = [];
    const ofPeers = new Map([...peers.keys()].map((which) => [which, [] as number[]]));
    for (let sample = 0; sample < samples; sample++) {
      onNote?.(`${name}: sample ${String(sample + 1)} of ${String(samples)}`);
      await pause(settleMs);
      ratesOfSgemm.push(await sgemm.run());
      for (let step = 0; step < untimedSteps; step++) await training.step();
      const elapsed = await timed(async () => {
        for (let step = 0; step < steps; step++) await training.step();
      });
      stepSeconds.push(elapsed / 1000 / steps);
      for (const [which, running] of peers) {
        await pause(settleMs);
        await running.steps(untimedSteps);
        ofPeers.get(which)!.push((await running.steps(steps)) / steps);
      }
    }
    const rate = (seconds: readonly number[]): number => (size.batch * size.context) / median(seconds);
    const tokensPerSecond = rate(stepSeconds);
    return {
      parameters: parameterCount(presets[name]),
      ...size,
      tokensPerSecond,
      gflops: training.flops / median(stepSeconds) / 1e9,
      peers: Object.fromEntries(
        [...peers].map(([which, { version }]) => {
          const theirs = rate(ofPeers.get(which)!);
          return [which, { version, tokensPerSecond: theirs, ratio: tokensPerSecond / theirs }];
        }),
      ),
      ...(Object.keys(missing).length > 0 ? { missingPeers: missing } : {}),
    };
  } finally {
    for (const running of peers.values()) await running.stop();
    await training.stop();
  }
}
