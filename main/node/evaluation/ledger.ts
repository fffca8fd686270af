import { prepareCompletion } from '../../core/evaluation/cut-completion.ts';
import type { JudgedSample, WrittenSample } from '../../core/evaluation/evaluation-file.ts';
import type { AskedProblem } from '../../core/evaluation/prompt-form.ts';
import type { Isolation } from '../../core/evaluation/sandbox.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import type { JudgedLine } from './folder.ts';
import { sampleKey } from './folder.ts';
import type { ToJudge } from './judging.ts';
import type { EvaluationHooks } from './request.ts';

/**
 * What is known of an evaluation's samples: each is written once and judged once, whichever process did it. A
 * verdict without its completion (the disk kept one and lost the other) is forgotten and made again.
 */
export class Ledger {
  readonly judged = new Map<string, JudgedSample>();
  readonly isolations = new Set<Isolation>();
  readonly total: number;
  private readonly written = new Map<string, WrittenSample>();
  private readonly asked: ReadonlyMap<string, AskedProblem>;
  private readonly settings: EvaluationSettings;
  private readonly hooks: EvaluationHooks;

  constructor(asked: readonly AskedProblem[], settings: EvaluationSettings, hooks: EvaluationHooks) {
    this.asked = new Map(asked.map((one) => [one.problem.taskId, one]));
    this.settings = settings;
    this.hooks = hooks;
    this.total = asked.length * settings.samplesPerProblem;
  }

  hasWritten(taskId: string, sample: number): boolean {
    return this.written.has(sampleKey(taskId, sample));
  }

  hasJudged(taskId: string, sample: number): boolean {
    return this.judged.has(sampleKey(taskId, sample));
  }

  /** Takes a completion in, and says what is to be run for it. */
  addWritten(sample: WrittenSample): ToJudge {
    const { stopStrings, sanitise } = this.settings;
    this.written.set(sampleKey(sample.taskId, sample.sample), sample);
    this.hooks.onWritten?.(sample);
    this.tellProgress();
    return {
      problem: this.asked.get(sample.taskId)!.problem,
      sample: sample.sample,
      completion: prepareCompletion(sample.raw, stopStrings, sanitise).completion,
    };
  }

  addJudged({ isolation, ...verdict }: JudgedLine): void {
    const { taskId, sample } = verdict;
    const written = this.written.get(sampleKey(taskId, sample))!;
    const { problem, prompt } = this.asked.get(taskId)!;
    const { stopStrings, sanitise } = this.settings;
    const { difficulty, topics } = problem.kind === 'function' ? problem : {};
    const judged: JudgedSample = {
      ...written,
      ...verdict,
      ...prepareCompletion(written.raw, stopStrings, sanitise),
      prompt,
      ...(difficulty === undefined ? {} : { difficulty }),
      ...(topics === undefined ? {} : { topics }),
    };
    this.isolations.add(isolation);
    this.judged.set(sampleKey(taskId, sample), judged);
    this.hooks.onJudged?.(judged);
    this.tellProgress();
  }

  private tellProgress(): void {
    const { written, judged, total } = this;
    this.hooks.onProgress?.({ written: written.size, judged: judged.size, total });
  }
}
