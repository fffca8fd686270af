import type { NewTraining, TrainingChoices, TrainingPhase } from '../../../../preload/contract/training.ts';
import { parseCount } from '../../../controls/parse-count.ts';

export type PhaseDraft = {
  name: string;
  /** `dataset:ID`, or `run:N` for the tokens of the cloned run's phase N. */
  data: string;
  share: string;
  rate: string;
  /** Empty for a twentieth of its steps. */
  warmup: string;
};

/** A new training as it is typed. */
export type TrainingDraft = {
  name: string;
  /** `preset:NAME`, or `run` for the model of the cloned run. */
  model: string;
  tokenizer: 'learn' | 'run';
  vocabulary: string;
  phases: PhaseDraft[];
  amount: string;
  unit: 'steps' | 'tokens' | 'minutes';
  batch: string;
  accumulate: string;
  context: string;
  weightDecay: string;
  clipNorm: string;
  seed: string;
  /** Empty for what the settings say. */
  engine: string;
  threads: string;
  checkpointEvery: string;
  evalEvery: string;
  /** Apart by lines of three hyphens; empty for beginnings of held-out documents. */
  prompts: string;
};

export type CheckedTraining =
  { readonly ok: true; readonly input: NewTraining } | { readonly ok: false; readonly message: string };

/** Best last: what there is of these is chosen first. */
const LIKELY_DATA = ['raw', 'filtered', 'kept', 'code-textbook', 'exercises'];

/** As the recipe trains its models, on the newest of its best data. */
export function firstDraft({ datasets, presets }: TrainingChoices): TrainingDraft {
  const likely = LIKELY_DATA.flatMap((name) => datasets.findLast((one) => one.name === name) ?? []);
  const dataset = likely.at(-1) ?? datasets.at(-1);
  return {
    name: dataset === undefined ? '' : `${dataset.name}, ${presets[0]?.name ?? 'nano'}`,
    model: `preset:${presets[0]?.name ?? 'nano'}`,
    tokenizer: 'learn',
    vocabulary: '1024',
    phases: [
      {
        name: 'pretrain',
        data: dataset === undefined ? '' : `dataset:${dataset.id}`,
        share: '1',
        rate: '0.003',
        warmup: '',
      },
    ],
    amount: '3',
    unit: 'minutes',
    batch: '8',
    accumulate: '1',
    context: '128',
    weightDecay: '0.1',
    clipNorm: '1',
    seed: '1',
    engine: '',
    threads: '',
    checkpointEvery: '200',
    evalEvery: '50',
    prompts: '',
  };
}

/** Each with a line's end of its own, which reading takes away again: a prompt may end in one itself. */
const promptText = (prompts: readonly string[]): string =>
  prompts.map((prompt) => `${prompt}\n`).join('---\n');

/** A frozen configuration, to be changed. */
export function draftOfClone(source: NewTraining): TrainingDraft {
  const { budget } = source;
  return {
    name: source.name,
    model: 'run',
    tokenizer: 'run',
    vocabulary: '1024',
    phases: source.phases.map(({ name, share, rate, warmupSteps }, index) => ({
      name,
      data: `run:${String(index)}`,
      share: String(share),
      rate: String(rate),
      warmup: warmupSteps === undefined ? '' : String(warmupSteps),
    })),
    amount: String(
      budget.kind === 'steps' ? budget.steps : budget.kind === 'tokens' ? budget.tokens : budget.minutes,
    ),
    unit: budget.kind,
    batch: String(source.batch),
    accumulate: String(source.accumulate ?? 1),
    context: String(source.context),
    weightDecay: String(source.weightDecay),
    clipNorm: String(source.clipNorm),
    seed: String(source.seed),
    engine: source.engine ?? '',
    threads: source.threads === undefined ? '' : String(source.threads),
    checkpointEvery: String(source.checkpointEvery ?? 200),
    evalEvery: String(source.evalEvery ?? 50),
    prompts: promptText(source.prompts ?? []),
  };
}

/** The prompts in a text: apart by lines of three hyphens. */
export function promptsIn(text: string): string[] {
  return text
    .split(/^---[ \t]*$/m)
    .map((prompt) => prompt.replace(/^\n/, '').replace(/\n$/, ''))
    .filter((prompt) => prompt.trim() !== '');
}

class NotRight extends Error {}

function whole(text: string, what: string, least = 1): number {
  if (least === 0 && text.trim() === '0') return 0;
  const value = parseCount(text.trim());
  if (value !== null && value >= least) return value;
  throw new NotRight(`${what} is “${text}”; give a whole number of at least ${String(least)}.`);
}

function number(text: string, what: string, most: number, least = 0): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= least && value <= most && (least > 0 || value > 0 || what === 'The weight decay'))
    return value;
  throw new NotRight(`${what} is “${text}”; give a number above 0, and at most ${String(most)}.`);
}

/** What to start, or the first thing that is not right. `source` is the cloned run's configuration. */
export function checkTraining(draft: TrainingDraft, source: NewTraining | null): CheckedTraining {
  try {
    return { ok: true, input: inputOf(draft, source) };
  } catch (error) {
    if (error instanceof NotRight) return { ok: false, message: error.message };
    throw error;
  }
}

function inputOf(draft: TrainingDraft, source: NewTraining | null): NewTraining {
  const name = draft.name.trim();
  if (name === '') throw new NotRight('Give the training a name.');
  const phases = draft.phases.map((phase) => phaseOf(phase, source));
  if (phases.length === 0) throw new NotRight('Give the training at least one phase.');
  const keepsTokens = phases.some(({ data }) => data.kind === 'run');
  if (keepsTokens && draft.tokenizer === 'learn')
    throw new NotRight(
      'The cloned run’s tokens go with its tokenizer; keep it, or choose datasets for all phases.',
    );
  const prompts = promptsIn(draft.prompts);
  if (prompts.length > 16)
    throw new NotRight(`${String(prompts.length)} prompts are too many; give 16 at most.`);
  const seed = Number(draft.seed);
  if (draft.seed.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 2 ** 31 - 1)
    throw new NotRight(`The seed is “${draft.seed}”; give a whole number from 0.`);
  return {
    name,
    model:
      draft.model === 'run' ? source!.model : { kind: 'preset', preset: draft.model.replace(/^preset:/, '') },
    tokenizer:
      draft.tokenizer === 'run'
        ? source!.tokenizer
        : { kind: 'learn', vocabulary: vocabularyOf(draft.vocabulary) },
    phases,
    budget: budgetOf(draft),
    batch: whole(draft.batch, 'The batch'),
    accumulate: whole(draft.accumulate, 'The number of micro-batches'),
    context: whole(draft.context, 'The context', 8),
    weightDecay: number(draft.weightDecay, 'The weight decay', 1),
    clipNorm: number(draft.clipNorm, 'The gradient norm to clip at', 1_000),
    seed,
    ...(draft.engine === '' ? {} : { engine: draft.engine }),
    ...(draft.threads.trim() === '' ? {} : { threads: whole(draft.threads, 'The number of threads') }),
    checkpointEvery: whole(draft.checkpointEvery, 'The number of steps between checkpoints'),
    evalEvery: whole(draft.evalEvery, 'The number of steps between held-out losses'),
    prompts,
    clonedFrom: source?.clonedFrom ?? null,
  };
}

function vocabularyOf(text: string): number {
  const vocabulary = whole(text, 'The vocabulary', 257);
  if (vocabulary > 65_536) throw new NotRight(`A vocabulary of ${text} is too large; give 65,536 at most.`);
  return vocabulary;
}

function budgetOf({ amount, unit }: TrainingDraft): NewTraining['budget'] {
  if (unit === 'minutes') return { kind: 'minutes', minutes: number(amount, 'The budget', 100_000) };
  const count = whole(amount, 'The budget');
  return unit === 'steps' ? { kind: 'steps', steps: count } : { kind: 'tokens', tokens: count };
}

function phaseOf({ name, data, share, rate, warmup }: PhaseDraft, source: NewTraining | null): TrainingPhase {
  const title = name.trim();
  if (title === '') throw new NotRight('Give every phase a name.');
  if (data === '') throw new NotRight(`Choose the data of ${title}.`);
  const kept = data.startsWith('run:') ? source?.phases[Number(data.slice(4))] : undefined;
  return {
    name: title,
    data: kept?.data ?? { kind: 'dataset', dataset: data.replace(/^dataset:/, '') },
    share: number(share, `The share of ${title}`, 1e9),
    rate: number(rate, `The rate of ${title}`, 1),
    ...(warmup.trim() === '' ? {} : { warmupSteps: whole(warmup, `The warm-up of ${title}`, 0) }),
  };
}
