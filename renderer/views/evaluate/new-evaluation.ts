import type { CallInput } from '../../../preload/contract/contract.ts';
import type { EvaluationChoices } from '../../../preload/contract/evaluations.ts';

export type EvaluationDraft = {
  model: string;
  benchmark: string;
  samples: string;
  temperature: string;
  topP: string;
  seed: string;
  withoutDoubtful: boolean;
  isolation: 'strongest' | 'native';
};

export type EvaluationDraftCheck =
  | { readonly ok: true; readonly input: CallInput<'evaluations.start'> }
  | { readonly ok: false; readonly field: keyof EvaluationDraft; readonly message: string };

/** One greedy answer a problem: the score that reports quote, and the quickest. */
export function firstDraft(choices: EvaluationChoices): EvaluationDraft {
  return {
    model: (choices.models.find(({ latest }) => latest) ?? choices.models[0])?.path ?? '',
    benchmark: choices.benchmarks[0]?.id ?? '',
    samples: '1',
    temperature: '0',
    topP: '0.95',
    seed: '1',
    withoutDoubtful: false,
    isolation: 'strongest',
  };
}

/** Programs of models run in Pyodide unless a person wants the machine's own packages; what each means. */
export function isolationWords({ isolation: { strongest, native } }: EvaluationChoices): {
  readonly strongest: string;
  readonly native: string;
} {
  return {
    strongest: `The strongest isolation there is here (${strongest}). It has the standard library and no packages.`,
    native: native.available
      ? 'For answers that import packages such as numpy: it has those that are installed for it. Answers reach no files and no network, but what holds them is the Linux kernel alone, so this is weaker.'
      : native.why,
  };
}

const LARGEST_SEED = 2 ** 31 - 1;

/** The form's words as the contract's input, with the contract's limits. */
export function checkEvaluation(draft: EvaluationDraft, choices: EvaluationChoices): EvaluationDraftCheck {
  const refuse = (field: keyof EvaluationDraft, message: string) => ({ ok: false, field, message }) as const;
  const number = (text: string): number => (text.trim() === '' ? NaN : Number(text));
  if (!choices.models.some(({ path }) => path === draft.model)) return refuse('model', 'Choose a model.');
  if (!choices.benchmarks.some(({ id }) => id === draft.benchmark)) {
    return refuse('benchmark', 'Choose a benchmark.');
  }
  const samples = number(draft.samples);
  if (!Number.isInteger(samples) || samples < 1 || samples > 1_000) {
    return refuse(
      'samples',
      `Answers a problem must be a whole number from 1 to 1000; got “${draft.samples}”.`,
    );
  }
  const temperature = number(draft.temperature);
  if (!(temperature >= 0 && temperature <= 4)) {
    return refuse('temperature', `The temperature must be from 0 to 4; got “${draft.temperature}”.`);
  }
  if (temperature === 0 && samples > 1) {
    return refuse(
      'temperature',
      'At temperature 0 every answer to a problem is the same; ask for one, or choose a temperature above 0.',
    );
  }
  const topP = number(draft.topP);
  if (!(topP > 0 && topP <= 1)) {
    return refuse('topP', `top-p must be above 0 and at most 1; got “${draft.topP}”.`);
  }
  const seed = number(draft.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
    return refuse('seed', `The seed must be a whole number from 0 to ${LARGEST_SEED}; got “${draft.seed}”.`);
  }
  return {
    ok: true,
    input: {
      model: draft.model,
      benchmark: draft.benchmark,
      samplesPerProblem: samples,
      temperature,
      topP,
      seed,
      withoutDoubtful: draft.withoutDoubtful,
      isolation: draft.isolation,
    },
  };
}
