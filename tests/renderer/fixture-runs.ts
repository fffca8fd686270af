import type { CallName, CallOutputs, callInputs } from '../../preload/contract/contract.ts';
import type { EvaluationSummary } from '../../preload/contract/evaluations.ts';
import type { JobView } from '../../preload/contract/jobs.ts';
import type { RunSummary } from '../../preload/contract/runs.ts';
import { datasets, metricsOf, runs, samplesOfRun } from './fixture-data.ts';
import { evaluations } from './fixture-evaluations.ts';

type RunCall = Extract<CallName, `runs.${string}` | `training.${string}`>;
type RunAnswers = {
  readonly [Name in RunCall]: (input: ReturnType<(typeof callInputs)[Name]['parse']>) => CallOutputs[Name];
};

/** What a lab with these runs says of them. */
export function runAnswers(lab: {
  readonly all: () => readonly RunSummary[];
  /** Throws where there is no such run. */
  readonly find: (id: string) => RunSummary;
  readonly start: () => JobView;
}): RunAnswers {
  return {
    'training.choices': () => ({
      datasets: datasets.map(({ id, name, bytes }) => ({ id, name, bytes })),
      presets: [
        { name: 'nano', parameters: 918_016, context: 128 },
        { name: 'micro', parameters: 5_316_608, context: 256 },
      ],
      engines: ['onnxruntime', 'tfjs-cpu'],
    }),
    'training.clone': ({ run }) => ({
      name: `${lab.find(run).name}, again`,
      model: { kind: 'run', run },
      tokenizer: { kind: 'run', run },
      phases: [
        {
          name: 'pretrain',
          data: { kind: 'run', run, phase: 0, label: `as pretrain of ${lab.find(run).name}` },
          share: 1_240,
          rate: 0.003,
          warmupSteps: 62,
        },
      ],
      budget: { kind: 'steps', steps: 1_240 },
      batch: 8,
      context: 128,
      weightDecay: 0.1,
      clipNorm: 1,
      seed: 1,
      engine: 'onnxruntime',
      clonedFrom: run,
    }),
    'training.estimate': () => ({
      parameters: 918_016,
      steps: 1_240,
      tokens: 1_269_760,
      flops: 7.1e12,
      seconds: 217,
      memoryBytes: 410_000_000,
      freeBytes: 5_200_000_000,
      recompute: 'none',
    }),
    'training.start': () => lab.start(),
    'training.extendable': ({ run }) => ({
      run,
      name: lab.find(run).name,
      step: 1_240,
      peakRate: 0.003,
      tokensPerStep: 1_024,
      tokensPerSecond: 5_860,
      problem: null,
    }),
    'training.extend': () => lab.start(),
    'runs.list': (asked) => lab.all().filter(({ id }) => asked?.ids.includes(id) ?? true),
    'runs.label': () => null,
    'runs.get': ({ id }) => ({
      ...lab.find(id),
      config: {
        preset: 'nano',
        engine: 'onnxruntime',
        seed: 1,
        batch: 32,
        context: 128,
        peakRate: 0.003,
        warmupSteps: 100,
        weightDecay: 0.1,
        model: { layers: 4, width: 128, heads: 4, vocabulary: 1024 },
      },
      environment: { Hornbook: '0.1.0', Engine: 'onnxruntime: CPU, 2 threads, 1.30.0', Threads: '2' },
      origin: id === 'run-2' ? { kind: 'clone', run: 'run-1', name: 'raw', step: null } : null,
      checkpoints: [
        { step: 620, path: 'runs/run/checkpoint-620', hash: 'sha256:9a41c07d1f2e33aa' },
        { step: 1_240, path: 'runs/run/checkpoint-1240', hash: 'sha256:07be24c583f9c1ad' },
      ],
    }),
    'runs.metrics': ({ id, afterStep, fromStep, toStep, maxPoints }) => {
      const run = lab.find(id);
      const all = metricsOf(
        runs.find((one) => one.id === id)!,
        run.step,
      ).filter(
        (point) =>
          point.step > afterStep && point.step >= (fromStep ?? 0) && point.step <= (toStep ?? Infinity),
      );
      const stride = Math.max(1, Math.ceil(all.length / maxPoints));
      return { points: all.filter((_, index) => index % stride === 0), stored: all.length };
    },
    'runs.samples': ({ id }) =>
      samplesOfRun(
        runs.find((one) => one.id === id)!,
        lab.find(id).step,
      ),
    'runs.scores': ({ id }) =>
      evaluations
        .filter((one) => one.runId === id && one.samplesPerProblem === 1)
        .flatMap((one) => [
          { ...score(one), step: 800, passAt1: one.passAt1! * 0.6, best: false },
          { ...score(one), step: one.step!, passAt1: one.passAt1!, best: true },
        ]),
  };
}

const score = ({ id, benchmark, protocol, ci95 }: EvaluationSummary) => ({
  evaluationId: id,
  benchmark,
  protocol,
  ci95: ci95!,
});
