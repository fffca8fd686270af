import { Failure } from '../failure.ts';
import { fillBatch, heldOutBatches, requireWindow } from './batches.ts';
import type { CompiledSteps, TrainerTensors } from './compiled-steps.ts';
import { learningRate, type Decay } from './schedule.ts';
import { rowsPerStep, tokensPerStep, type StepShape } from './step-shape.ts';
import type { TokenSource } from './token-source.ts';

/**
 * A stretch of training on one mixture with a schedule of its own: linear warm-up to `peakRate`, then linear decay to
 * 0, or none. A phase starts with fresh moments, as phi-1's finetuning started from phi-1-base, unless it extends the
 * one before and goes on with its moments.
 */
export type TrainPhase = StepShape & {
  readonly name: string;
  readonly training: TokenSource;
  /** Tokens that are measured and never trained on. */
  readonly heldOut: TokenSource | null;
  readonly steps: number;
  readonly peakRate: number;
  readonly warmupSteps: number;
  readonly decay?: Decay | undefined;
  readonly moments?: 'kept' | undefined;
  /** The token between documents, where windows begin with a whole one; without it they begin anywhere. */
  readonly windowsFrom?: number | undefined;
};

/** What is known after a step. Losses in nats per token. */
export type StepMetric = {
  /** Steps done, all phases together. */
  readonly step: number;
  /** Tokens seen in training. */
  readonly tokens: number;
  readonly phase: string;
  readonly loss: number;
  readonly rate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** Of the latest steps of this session, measurements and checkpoints left out. */
  readonly tokensPerSecond: number;
  /** Present after the steps at which it was measured. */
  readonly heldOutLoss?: number;
};

/** All that is needed to go on from here; `tensors` is only valid until `onCheckpoint` has settled. */
export type Snapshot = {
  readonly step: number;
  readonly tokens: number;
  readonly loss: number | null;
  readonly heldOutLoss: number | null;
  readonly tensors: TrainerTensors;
};

export type TrainOptions = {
  /** Loaded with the weights and moments of step `startStep`. */
  readonly steps: CompiledSteps;
  readonly phases: readonly TrainPhase[];
  readonly seed: number;
  /** Steps already done; 0 for a new run. */
  readonly startStep: number;
  /** Measure the held-out loss every so many steps; 0 only where a checkpoint is written. */
  readonly evalEvery: number;
  /** Save every so many steps; 0 only at the end of each phase and at a stop. */
  readonly checkpointEvery: number;
  /** Save also when this much time has gone since the last save, as slow steps ask for; 0 never. */
  readonly checkpointMinutes: number;
  /** At most so many batches of held-out windows. */
  readonly heldOutBatchCount: number;
  /** Milliseconds of any steady clock. */
  readonly clock: () => number;
  readonly onMetric: (metric: StepMetric) => void;
  readonly onCheckpoint: (snapshot: Snapshot) => Promise<void>;
  /** Asks the run to save and stop after the present step. */
  readonly signal?: { readonly aborted: boolean };
};

export type TrainOutcome = {
  readonly outcome: 'done' | 'stopped';
  readonly step: number;
  readonly tokens: number;
  readonly loss: number | null;
  readonly heldOutLoss: number | null;
};

/** Steps of all phases together. */
export function totalSteps(phases: readonly { readonly steps: number }[]): number {
  return phases.reduce((sum, phase) => sum + phase.steps, 0);
}

/**
 * Trains from `startStep` to the end. Batches and rates are pure functions of the phases, the seed and the step, so
 * a run that was broken off and resumed from any of its checkpoints ends with the same bytes as one that was not.
 *
 * Throws a Failure, after saving the last state that was sound, when loss or gradient norm is no finite number;
 * before starting, when a phase's data is shorter than one window.
 */
export async function train(options: TrainOptions): Promise<TrainOutcome> {
  for (const phase of options.phases) {
    requireWindow(phase.training, phase.context, phase.name);
    if (phase.heldOut) requireWindow(phase.heldOut, phase.context, `${phase.name} (held out)`);
  }
  const run = new Run(options);
  return run.toEnd();
}

class Run {
  private readonly options: TrainOptions;
  private step = 0;
  private tokens = 0;
  private loss: number | null = null;
  private heldOutLoss: number | null = null;
  /** Steps before the moments last started from zero: AdamW corrects its bias by their age. */
  private momentsFrom = 0;
  private savedStep: number;
  private savedAt: number;
  private readonly speed: SpeedGauge;

  constructor(options: TrainOptions) {
    this.options = options;
    this.savedStep = options.startStep > 0 ? options.startStep : -1;
    this.savedAt = options.clock();
    this.speed = new SpeedGauge(options.clock);
  }

  async toEnd(): Promise<TrainOutcome> {
    const { phases, startStep } = this.options;
    for (const [index, phase] of phases.entries()) {
      const done = Math.min(phase.steps, Math.max(0, startStep - this.step));
      this.step += done;
      this.tokens += done * tokensPerStep(phase);
      if (phase.moments !== 'kept') this.momentsFrom = this.step - done;
      if (done === phase.steps) continue;
      if (done === 0 && index > 0 && phase.moments !== 'kept') this.options.steps.resetMoments();
      const outcome = await this.runPhase(phase, index, done);
      if (outcome === 'stopped') return this.summary('stopped');
    }
    return this.summary('done');
  }

  private async runPhase(phase: TrainPhase, index: number, done: number): Promise<'done' | 'stopped'> {
    const { steps, seed, evalEvery, heldOutBatchCount, signal } = this.options;
    const heldOut = phase.heldOut
      ? heldOutBatches(phase.heldOut, phase.batch, phase.context, heldOutBatchCount)
      : null;
    const schedule = { ...phase, totalSteps: phase.steps };
    const rows = rowsPerStep(phase);
    const batch = new Int32Array(rows * (phase.context + 1));
    for (let local = done; local < phase.steps; local++) {
      if (signal?.aborted) {
        await this.save(phase, heldOut);
        return 'stopped';
      }
      this.speed.start();
      const position = { seed, phase: index, step: local };
      fillBatch(batch, phase.training, position, rows, phase.context, phase.windowsFrom);
      const rate = learningRate(schedule, local + 1);
      const { loss, gradientNorm } = await steps.step(phase, batch, rate, this.step + 1 - this.momentsFrom);
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) await this.diverged(phase, loss, rate);
      this.step += 1;
      this.tokens += tokensPerStep(phase);
      this.loss = loss;
      const tokensPerSecond = this.speed.stop(tokensPerStep(phase));
      const last = local + 1 === phase.steps;
      const saving = last || this.savingIsDue();
      // A checkpoint carries the held-out loss of its own weights, or 'best' would mean nothing.
      const measuring = heldOut !== null && (saving || due(this.step, evalEvery));
      if (measuring) this.heldOutLoss = await steps.heldOutLoss(phase, heldOut);
      this.options.onMetric({
        step: this.step,
        tokens: this.tokens,
        phase: phase.name,
        loss,
        rate,
        gradientNorm,
        tokensPerSecond,
        ...(measuring ? { heldOutLoss: this.heldOutLoss! } : {}),
      });
      if (saving) await this.save(phase, measuring ? null : heldOut);
    }
    return 'done';
  }

  /** Writes the present state unless it is written already; `heldOut` is measured first where it is given. */
  private async save(phase: TrainPhase, heldOut: readonly Int32Array[] | null): Promise<void> {
    if (this.savedStep === this.step) return;
    if (heldOut !== null && this.step > 0)
      this.heldOutLoss = await this.options.steps.heldOutLoss(phase, heldOut);
    await this.options.onCheckpoint({
      step: this.step,
      tokens: this.tokens,
      loss: this.loss,
      heldOutLoss: this.heldOutLoss,
      tensors: this.options.steps.tensors(),
    });
    this.savedStep = this.step;
    this.savedAt = this.options.clock();
  }

  /** By steps or by time, whichever comes first: no crash costs more than either. */
  private savingIsDue(): boolean {
    const { checkpointEvery, checkpointMinutes, clock } = this.options;
    const late = checkpointMinutes > 0 && clock() - this.savedAt >= checkpointMinutes * 60_000;
    return late || due(this.step, checkpointEvery);
  }

  private async diverged(phase: TrainPhase, loss: number, rate: number): Promise<never> {
    await this.save(phase, null);
    throw new Failure(
      'diverged',
      `Training diverged at step ${String(this.step + 1)} (loss ${String(loss)} at rate ${rate.toPrecision(3)}): ` +
        `the state before it is saved as step ${String(this.step)}; train again with a lower rate or a longer warm-up.`,
    );
  }

  private summary(outcome: 'done' | 'stopped'): TrainOutcome {
    return { outcome, step: this.step, tokens: this.tokens, loss: this.loss, heldOutLoss: this.heldOutLoss };
  }
}

function due(step: number, every: number): boolean {
  return every > 0 && step % every === 0;
}

/** Tokens per second over the last steps, a second's worth or more of them. */
class SpeedGauge {
  private readonly clock: () => number;
  private started = 0;
  private elapsedMs = 0;
  private tokens = 0;
  private latest = 0;

  constructor(clock: () => number) {
    this.clock = clock;
  }

  start(): void {
    this.started = this.clock();
  }

  stop(tokens: number): number {
    this.elapsedMs += this.clock() - this.started;
    this.tokens += tokens;
    if (this.elapsedMs > 0) this.latest = (this.tokens * 1000) / this.elapsedMs;
    if (this.elapsedMs >= 1000) {
      this.elapsedMs = 0;
      this.tokens = 0;
    }
    return this.latest;
  }
}
