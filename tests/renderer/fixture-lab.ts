import type { CallInput, CallName, CallOutputs, Change } from '../../preload/contract/contract.ts';
import { callInputs } from '../../preload/contract/contract.ts';
import { REPORT_FORMATS } from '../../preload/contract/reports.ts';
import type { EvaluationSummary } from '../../preload/contract/evaluations.ts';
import type { JobView } from '../../preload/contract/jobs.ts';
import type { SettingsView } from '../../preload/contract/settings.ts';
import type { GpuLoad } from '../../preload/contract/system.ts';
import type { RunSummary } from '../../preload/contract/runs.ts';
import { datasets, NOW, REPORT_HTML, runs } from './fixture-data.ts';
import { runAnswers } from './fixture-runs.ts';
import {
  choices,
  comparisonOf,
  contamination,
  detailsOf,
  evaluations,
  runningEvaluation,
  samplesOf,
} from './fixture-evaluations.ts';
import { dataAnswers } from './fixture-data-calls.ts';
import { FixtureSettings } from './fixture-settings.ts';
import { FixtureJobs } from './fixture-jobs.ts';
import { FixtureLabels } from './fixture-labels.ts';
import { FixturePlayground } from './fixture-playground.ts';
import { qualityAnswers } from './fixture-quality.ts';
import { teachAnswers } from './fixture-teaching.ts';
import { enginesAt } from './fixture-engines.ts';
import {
  closePairs,
  copyGroups,
  copyReports,
  copyTexts,
  copyThresholds,
  pruneStudies,
} from './fixture-copies.ts';
import { FixtureGrading } from './fixture-gradings.ts';
import { studyDetails, studySummaries } from './fixture-studies.ts';
import { recipeAnswers } from './fixture-recipe.ts';
import type { Moment } from './fixture-stages.ts';

/**
 * A lab for tests of the renderer alone: it answers the contract from made data, at one moment of a
 * recipe's life, and lets a test move its last run on. It is never part of the app.
 */
export class FixtureLab {
  moment: Moment;
  /** Steps that the fourth run has made. */
  step: number;
  /** Answers of the fifth evaluation that are judged; null where it is whole. */
  evaluating: number | null = null;
  readonly playground = new FixturePlayground();
  /** Jobs beside the recipe. */
  readonly jobs = new FixtureJobs();
  readonly settings = new FixtureSettings();
  readonly labels = new FixtureLabels();
  readonly grading = new FixtureGrading();
  gpus: readonly GpuLoad[] = [];
  readonly calls: { name: CallName; input: unknown }[] = [];
  readonly #listeners = new Set<(change: Change) => void>();

  constructor(moment: Moment) {
    this.moment = moment;
    this.labels.empty = moment === 'first';
    this.step = moment === 'running' ? 400 : 1_240;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  push(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** The fourth run trains on. */
  advance(steps: number): void {
    this.step = Math.min(1_240, this.step + steps);
    this.push({ subject: 'run', id: 'run-4' });
  }

  get job(): JobView | null {
    if (this.moment === 'first') return null;
    const running = this.moment === 'running';
    return {
      id: 'job-1',
      kind: 'recipe',
      title: 'Recipe',
      state: this.moment,
      queuePosition: null,
      startedAt: NOW - 900_000,
      endedAt: running ? null : NOW,
      progress: running
        ? {
            stage: 'train',
            doing: 'training on textbooks+exercises',
            done: 3_720 + this.step,
            total: 4_960,
            unit: 'steps',
            rate: 1.43,
            etaSeconds: 587,
            jobEtaSeconds: 690,
          }
        : null,
      error:
        this.moment === 'failed'
          ? {
              code: 'teacher-failed',
              message:
                'The exercises could not be verified: the sandbox did not start within 20 s. Close other programs or run the doctor, then resume.',
            }
          : null,
      result: this.moment === 'done' ? { kind: 'report', id: 'report-1' } : { kind: 'recipe' },
    };
  }

  get #evaluations(): readonly EvaluationSummary[] {
    if (this.moment === 'first') return [];
    if (this.moment === 'running') return evaluations.slice(0, 2);
    return this.evaluating === null
      ? evaluations
      : [...evaluations.slice(0, 4), runningEvaluation(this.evaluating)];
  }

  #evaluation(id: string): EvaluationSummary {
    const evaluation = this.#evaluations.find((one) => one.id === id);
    if (evaluation === undefined) throw refusal('unknown-evaluation', `There is no evaluation ${id}.`);
    return evaluation;
  }

  get #runs(): readonly RunSummary[] {
    if (this.moment === 'first' || this.moment === 'failed') return [];
    if (this.moment === 'done') return runs;
    return runs.map((run, index) =>
      index < 3
        ? run
        : {
            ...run,
            state: 'running',
            endedAt: null,
            step: this.step,
            tokens: this.step * 4_096,
            passAt1: null,
          },
    );
  }

  #run(id: string): RunSummary {
    const run = this.#runs.find((one) => one.id === id);
    if (run === undefined)
      throw refusal(
        'unknown-run',
        `There is no run ${id}; it may have been deleted. Choose one from the list.`,
      );
    return run;
  }

  #dataset(id: string) {
    const dataset = this.moment === 'first' ? undefined : datasets.find((one) => one.id === id);
    if (dataset === undefined)
      throw refusal('unknown-dataset', `There is no dataset ${id}. Choose one from the list.`);
    return dataset;
  }

  call<Name extends CallName>(
    name: Name,
    raw?: CallInput<Name>,
  ): Name extends 'playground.read' ? Promise<CallOutputs[Name]> : CallOutputs[Name] {
    this.calls.push({ name, input: raw });
    const input = callInputs[name].parse(raw) as never;
    return (this.#answers[name] as unknown as (input: never) => never)(input);
  }

  /** More answers of the running evaluation are judged. */
  judge(answers: number): void {
    this.evaluating = (this.evaluating ?? 0) + answers;
    this.push({ subject: 'evaluations' });
  }

  readonly #answers: {
    [Name in CallName]: (
      input: ReturnType<(typeof callInputs)[Name]['parse']>,
    ) => CallOutputs[Name] | Promise<CallOutputs[Name]>;
  } = {
    'system.info': () => ({
      version: '0.1.0',
      door: 'browser',
      platform: 'linux x64',
      cpu: 'AMD EPYC 7B13',
      cores: 2,
      memoryBytes: 8_300_000_000,
      projectPath: '~/Hornbook',
      isolation: 'permission',
      engines: [
        { name: 'onnxruntime', available: true, description: 'CPU, 2 threads, 1.30.0' },
        { name: 'tfjs', available: false, description: 'Not installed; it is optional.' },
      ],
    }),
    'system.load': () => ({
      cpu: this.moment === 'running' ? 0.97 : 0.03,
      memoryUsedBytes: 3_120_000_000,
      memoryTotalBytes: 8_300_000_000,
      ownMemoryBytes: 611_000_000,
      ownCpu: this.moment === 'running' ? 0.94 : 0.002,
      gpus: this.gpus,
    }),
    'settings.view': () => this.settings.view,
    'settings.change': (change) => this.#set(() => this.settings.change(change)),
    'settings.saveTeacher': ({ teacher, key }) => this.#set(() => this.settings.saveTeacher(teacher, key)),
    'settings.removeTeacher': ({ id }) => this.#set(() => this.settings.removeTeacher(id)),
    'settings.diagnostics': () => ({ text: 'Hornbook 0.1.0, browser door, Node v24.0.0\n' }),
    'projects.list': () => this.settings.projects,
    'projects.open': ({ path }) => this.settings.open(path),
    'projects.create': ({ name }) => this.settings.open(`/home/ada/Hornbook/${name}`),
    'projects.move': ({ to }) => this.settings.open(to),
    'engines.view': () => enginesAt(this.moment),
    'engines.measure': () => enginesAt(this.moment),
    ...recipeAnswers(this),
    'recipe.start': () => this.#become('running'),
    'jobs.list': () => [...(this.job === null ? [] : [this.job]), ...this.jobs.list],
    'jobs.stop': ({ id }) => this.#job(id, () => this.jobs.end(id, 'stopped')) ?? this.#become('failed'),
    'jobs.pause': ({ id }) => this.#job(id, () => this.jobs.end(id, 'paused')) ?? this.#become('failed'),
    'jobs.resume': ({ id }) => this.#job(id, () => this.jobs.queue(id)) ?? this.#become('running'),
    'jobs.move': ({ id, before }) => this.#job(id, () => this.jobs.move(id, before))!,
    'jobs.log': () => ({
      text: '14:01:07 import: 559 files\n14:01:29 filter: kept 214 of 559\n14:02:33 textbooks: 8412 sections\n',
    }),
    'copies.reports': () => (this.moment === 'first' ? [] : copyReports),
    'copies.groups': () => ({ rows: copyGroups, total: copyGroups.length }),
    'copies.pairs': () => ({ rows: closePairs, total: closePairs.length, thresholds: copyThresholds }),
    'copies.texts': () => copyTexts,
    'copies.studies': () => (this.moment === 'first' ? [] : pruneStudies),
    ...this.grading.calls(this),
    'studies.list': () => (this.moment === 'first' ? [] : studySummaries),
    'studies.choices': () => ({
      datasets: datasets.map(({ id, name, bytes }) => ({ id, name, bytes })),
      presets: ['nano', 'micro', 'mini', 'small', 'phi-1'],
      benchmarks: [{ id: 'hornbook', name: 'hornbook' }],
    }),
    'studies.estimate': ({ datasets: data, presets, tokens, seeds }) => ({
      models: data.length * presets.length * tokens.length * seeds.length,
      tokens: 90_000_000,
      flops: 1.6e15,
      minutes: 72,
    }),
    'studies.start': () => this.#become('running'),
    'studies.get': () => studyDetails(),
    'studies.figure': () => ({ base64: Buffer.from('%PDF-1.4').toString('base64') }),
    ...runAnswers({
      all: () => this.#runs,
      find: (id) => this.#run(id),
      start: () => this.#become('running'),
    }),
    ...this.labels.answers,
    ...qualityAnswers,
    ...teachAnswers,
    ...dataAnswers({
      find: (id) => this.#dataset(id),
      all: () => (this.moment === 'first' ? [] : datasets),
      start: () => this.#become('running'),
    }),
    'evaluations.list': () => this.#evaluations,
    'evaluations.choices': () =>
      this.moment === 'first' ? { ...choices, models: [], benchmarks: [] } : choices,
    'evaluations.import': ({ path }) =>
      path.endsWith('.jsonl')
        ? { state: 'imported', name: 'mine', problems: 12, license: 'not stated', failing: ['mine/3'] }
        : { state: 'refused', message: `Line 3 of ${path}: prompt — does not define the entry point.` },
    'evaluations.start': () => {
      this.evaluating = 0;
      this.push({ subject: 'evaluations' });
      return { id: 'eval-5', job: this.job! };
    },
    'evaluations.get': ({ id }) => detailsOf(this.#evaluation(id)),
    'evaluations.samples': ({ id, offset, limit, query, verdict, taskId, sort }) => {
      let found = samplesOf(this.#evaluation(id)).filter(
        (sample) =>
          (verdict === undefined || sample.verdict === verdict) &&
          (taskId === undefined || sample.taskId === taskId) &&
          (query === '' || `${sample.prompt}${sample.completion}${sample.detail}`.includes(query)),
      );
      if (sort?.column === 'elapsedMs')
        found = found.sort((a, b) => (sort.descending ? -1 : 1) * (a.elapsedMs - b.elapsedMs));
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    'evaluations.sample': ({ id, taskId, sample }) => {
      const found = samplesOf(this.#evaluation(id)).find(
        (one) => one.taskId === taskId && one.sample === sample,
      );
      if (found === undefined)
        throw refusal('sample-not-found', `There is no sample ${sample} of ${taskId}.`);
      return found;
    },
    'evaluations.contamination': () => contamination,
    'evaluations.compare': ({ first, second }) =>
      comparisonOf(this.#evaluation(first), this.#evaluation(second)),
    'playground.start': (input) => this.playground.start(input),
    'playground.read': (input) => this.playground.read(input),
    'playground.stop': ({ id }) => this.playground.stop(id),
    'playground.judge': (input) => this.playground.judge(input),
    'reports.list': () =>
      this.moment === 'done'
        ? [
            {
              id: 'report-1',
              title: 'Recipe, seed 1',
              createdAt: NOW,
              path: '~/Hornbook/reports/recipe-1.html',
              bytes: 1_940_000,
            },
          ]
        : [],
    'reports.html': () => ({ html: REPORT_HTML }),
    'reports.offers': () =>
      REPORT_FORMATS.map((format) =>
        format === 'pdf'
          ? {
              format,
              available: false,
              why: 'There is no Chromium here to print with; set CHROMIUM to its path.',
            }
          : { format, available: true },
      ),
    'reports.make': ({ format }) => ({
      fileName: `report.${format}`,
      mediaType: 'text/html',
      base64: Buffer.from(REPORT_HTML).toString('base64'),
      path: `~/Hornbook/reports/report.${format}`,
    }),
  };

  #set(act: () => void): SettingsView {
    act();
    this.push({ subject: 'settings' });
    return this.settings.view;
  }

  /** One of the jobs beside the recipe, after something was done with it. */
  #job(id: string, act: () => void): JobView | undefined {
    act();
    this.push({ subject: 'jobs' });
    return this.jobs.list.find((job) => job.id === id);
  }

  #become(moment: Moment): JobView {
    this.moment = moment;
    this.push({ subject: 'jobs' });
    this.push({ subject: 'recipe' });
    return this.job!;
  }
}

function refusal(code: string, message: string): Error & { code: string } {
  return Object.assign(new Error(message), { code });
}
