import { join, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { features } from '../../core/corpus/features.ts';
import { rubricLabel, rubricRationale, RUBRIC_VERSION } from '../../core/corpus/rubric.ts';
import { Failure } from '../../core/failure.ts';
import type { Price } from '../../core/teaching/budget.ts';
import { openAnswerStore } from '../../node/corpus/answer-store.ts';
import { readSession, recordsAt, samplePlaces, sessionRecords } from '../../node/corpus/label-session.ts';
import type { TokenMeter } from '../../node/corpus/teacher-annotator.ts';
import { annotateByTeacher, estimateAnnotation, promptHashOf } from '../../node/corpus/teacher-annotator.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import { sha256 } from '../../node/datasets/canonical-json.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { dataFolder } from '../../node/files/user-folders.ts';
import { openAiCompatible } from '../../node/teachers/openai-compatible.ts';
import { openTeacher, type AskedTeacher } from '../../node/teachers/open-teacher.ts';
import { endpointSettings } from '../../node/teachers/settings.ts';
import { annotateFields } from './annotate-fields.ts';
import { datasetParameter, outParameter, seedParameter } from './fields.ts';
import type { OperationContext } from './operation.ts';
import { operation } from './operation.ts';

const parameters = z.strictObject({
  dataset: datasetParameter,
  by: z.enum(['rubric', 'teacher', 'person']).default('rubric'),
  sample: z.number().int().min(1).default(500),
  seed: seedParameter,
  session: z.string().min(1).optional(),
  teacher: z.enum(['endpoint', 'gguf']).default('endpoint'),
  address: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  keyVariable: z.string().min(1).optional(),
  gguf: z.string().min(1).optional(),
  prompt: z.string().min(1).optional(),
  parallel: z.number().int().min(1).max(64).default(4),
  perMinute: z.number().int().min(1).optional(),
  tokenBudget: z.number().int().min(1).optional(),
  promptPrice: z.number().min(0).optional(),
  completionPrice: z.number().min(0).optional(),
  out: outParameter('labels'),
});
type Parameters = z.output<typeof parameters>;

/** A label with what it rests on. */
type Labelled = {
  readonly record: ScoredRecord;
  readonly label: number;
  readonly why: string;
  readonly at?: number;
};
type Aside = { readonly record: ScoredRecord; readonly reason: string };
type Labels = {
  readonly annotator: string;
  readonly labelled: readonly Labelled[];
  readonly aside: readonly Aside[];
  readonly meter?: TokenMeter;
};

/** phi-1's first step: a sample of the data gets labels of its educational value, 1 to 5. */
export const annotate = operation({
  name: 'annotate',
  title: 'Label by educational value',
  summary: 'Give a sample of the records labels from 1 to 5: by the rubric, by a language model, or by hand.',
  version: 1,
  fields: annotateFields,
  parameters,
  identity: async (context, given) => ({
    rubric: given.by === 'rubric' ? RUBRIC_VERSION : null,
    teacher:
      given.by === 'teacher'
        ? {
            ...endpointIdentity(context, given),
            prompt: promptHashOf(await templateOf(context, given), given.seed),
          }
        : null,
    said: given.by === 'person' ? readSession(sessionFolder(context, given)).entries.length : null,
  }),
  async run(context, given) {
    const source = await context.openDataset(given.dataset);
    const { annotator, labelled, aside, meter } = await LABELLERS[given.by](context, source, given);
    if (labelled.length === 0) {
      throw new Failure(
        'nothing-labelled',
        `${annotator} labelled none of the ${String(aside.length)} texts; ${aside[0]?.reason ?? 'label some first'}.`,
      );
    }
    const labels = labelled.map(({ label }) => label);
    const found = {
      annotator,
      labelCounts: [1, 2, 3, 4, 5].map((value) => labels.filter((label) => label === value).length),
      aside: aside.length,
      ...(meter === undefined ? {} : { meter: { ...meter } }),
    };
    const { sample, seed, by } = given;
    const order = { parameters: { by, annotator, sample, seed }, parents: [source.manifest.hash] };
    await context.makeDataset(
      { ...order, out: given.out, role: 'dataset', operation: 'annotate', scoreColumns: ['label'] },
      labelled.map(({ record, label, why, at }): ScoredRecord => ({
        ...withoutScores(record),
        scores: { label },
        decision: `label ${String(label)} by ${annotator}${why === '' ? '' : `: ${why}`}`,
        meta: {
          ...record.meta,
          annotator,
          textHash: sha256(record.text),
          ...(at === undefined ? {} : { labelledAt: new Date(at).toISOString() }),
        },
      })),
      { open: () => undefined, close: () => found },
    );
    if (aside.length > 0) {
      await context.makeDataset(
        { ...order, out: `${given.out}-aside`, role: 'aside', operation: 'annotate: aside' },
        aside.map(({ record, reason }) => ({ ...withoutScores(record), decision: `put aside: ${reason}` })),
      );
    }
    return {
      summary: `${annotator} labelled ${labels.length.toLocaleString('en-US')} texts: ${found.labelCounts.map((count, at) => `${count.toLocaleString('en-US')} with ${String(at + 1)}`).join(', ')}.${meter === undefined ? '' : ` ${meterSentence(meter)}`}`,
      reasons:
        aside.length === 0
          ? []
          : [
              {
                reason: 'no usable answer',
                records: aside.length,
                bytes: aside.reduce((sum, { record }) => sum + Buffer.byteLength(record.text), 0),
              },
            ],
      details: found,
    };
  },
});

const LABELLERS: Readonly<
  Record<Parameters['by'], (context: OperationContext, source: Dataset, given: Parameters) => Promise<Labels>>
> = { rubric: byRubric, teacher: byTeacher, person: byPerson };

async function byRubric(context: OperationContext, source: Dataset, given: Parameters): Promise<Labels> {
  const records = await sampled(source, given);
  const parser = await createPythonParser();
  const labelled = records.map((record, at): Labelled => {
    context.signal.throwIfAborted();
    const vector = features(parser.parse(record.text));
    context.progress({ doing: 'labelling', done: at + 1, total: records.length, unit: 'texts' });
    return { record, label: rubricLabel(vector), why: rubricRationale(vector) };
  });
  return { annotator: `Rubric ${String(RUBRIC_VERSION)}`, labelled, aside: [] };
}

async function byTeacher(context: OperationContext, source: Dataset, given: Parameters): Promise<Labels> {
  const teacher = await openTeacher(teacherOf(context, given), process.env, { atOnce: given.parallel });
  const records = await sampled(source, given);
  const template = await templateOf(context, given);
  const answers = openAnswerStore(answersPath());
  try {
    const options = {
      teacher,
      answers,
      seed: given.seed,
      parallel: given.parallel,
      perMinute: given.perMinute ?? null,
      tokenBudget: given.tokenBudget ?? null,
      price: priceOf(given),
      signal: context.signal,
      ...(template === undefined ? {} : { template }),
    };
    const texts = records.map(({ text }) => text);
    context.note(`Before the start: ${estimateSentence(estimateAnnotation(texts, options))}`);
    const { verdicts, meter } = await annotateByTeacher(texts, {
      ...options,
      onVerdict: (done, total, spent) => {
        const doing = `asking ${teacher.name}, ${meterWords(spent)}`;
        context.progress({ doing, done, total, unit: 'texts' });
      },
    });
    const labelled: Labelled[] = [];
    const aside: Aside[] = [];
    verdicts.forEach((verdict, at) => {
      const record = records[at]!;
      if (verdict.kind === 'aside') aside.push({ record, reason: verdict.reason });
      else labelled.push({ record, label: verdict.label, why: verdict.rationale, at: verdict.at });
    });
    return { annotator: teacher.name, labelled, aside, meter };
  } finally {
    answers.close();
    await teacher.close?.();
  }
}

type Paths = Pick<OperationContext, 'resolvePath'>;

function teacherOf({ resolvePath }: Paths, given: Parameters): AskedTeacher {
  const { teacher, address, model, keyVariable, gguf } = given;
  if (teacher === 'gguf') {
    if (gguf !== undefined) return { kind: 'gguf', path: resolvePath(gguf) };
    throw new Failure('teacher-unknown', 'The teacher is not named; name the file of a GGUF model.');
  }
  return {
    kind: 'endpoint',
    ...(address === undefined ? {} : { baseUrl: address }),
    ...(model === undefined ? {} : { model }),
    ...(keyVariable === undefined ? {} : { keyVariable }),
  };
}

/** Who is asked where the environment names it; a file is known by its field. */
function endpointIdentity(paths: Paths, given: Parameters) {
  const choice = teacherOf(paths, given);
  return choice.kind === 'endpoint' ? endpointSettings(choice, process.env) : {};
}

/** What a language model would take to label this sample, before any of it is paid. */
export async function estimateTeacher(
  source: Dataset,
  given: Readonly<Record<string, unknown>>,
): Promise<TokenMeter> {
  const loose = Object.entries(given).filter(
    ([name, value]) => name in parameters.shape && value !== undefined,
  );
  const checked = parameters.parse(Object.fromEntries(loose));
  const paths: Paths = { resolvePath: (path) => resolve(path) };
  // Asking needs the key; counting does not.
  const choice = teacherOf(paths, checked);
  const model =
    choice.kind === 'endpoint'
      ? openAiCompatible({ ...endpointSettings(choice, process.env), key: null })
      : await openTeacher(choice, process.env);
  const answers = openAnswerStore(answersPath());
  try {
    const texts = (await sampled(source, checked)).map(({ text }) => text);
    const template = await templateOf(paths, checked);
    return estimateAnnotation(texts, {
      teacher: model,
      answers,
      seed: checked.seed,
      price: priceOf(checked),
      ...(template === undefined ? {} : { template }),
    });
  } finally {
    answers.close();
    await model.close?.();
  }
}

const priceOf = ({ promptPrice, completionPrice }: Parameters): Price | null =>
  promptPrice === undefined && completionPrice === undefined
    ? null
    : { promptPerMillion: promptPrice ?? 0, completionPerMillion: completionPrice ?? 0 };

async function byPerson(context: OperationContext, _: Dataset, given: Parameters): Promise<Labels> {
  const folder = sessionFolder(context, given);
  const { record: session, items } = readSession(folder);
  const texts = await sessionRecords(folder);
  const labelled = items.flatMap((item, at): Labelled[] =>
    item.label === null ? [] : [{ record: texts[at]!, label: item.label, why: '', at: item.at! }],
  );
  return { annotator: session.annotator, labelled, aside: [] };
}

function sampled(source: Dataset, { sample, seed }: Parameters): Promise<ScoredRecord[]> {
  return recordsAt(source, samplePlaces(source.manifest.records, sample, seed));
}

/** Sessions of a project lie in its folder `labels`; on the command line a session is a folder. */
function sessionFolder({ projectDir, resolvePath }: OperationContext, { session }: Parameters): string {
  if (session === undefined) {
    throw new Failure(
      'bad-parameter',
      'Labels by hand need a session; label some texts in the window first.',
    );
  }
  return projectDir === null || session.includes('/')
    ? resolvePath(session)
    : join(projectDir, 'labels', session);
}

async function templateOf({ resolvePath }: Paths, { prompt }: Parameters): Promise<string | undefined> {
  if (prompt === undefined) return undefined;
  const template = await readFile(resolvePath(prompt), 'utf8');
  if (template.includes('{text}')) return template;
  throw new Failure(
    'bad-parameter',
    `The prompt ${prompt} does not say where the text goes; write {text} in its place.`,
  );
}

/** Where answers that were paid for are kept, for all projects of a user. */
export function answersPath(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['HORNBOOK_ANSWERS'] || join(dataFolder(environment), 'answers.sqlite');
}

const withoutScores = ({ scores: _, decision: __, ...record }: ScoredRecord): ScoredRecord => record;

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

const meterWords = ({ promptTokens, completionTokens, cost }: TokenMeter): string =>
  `${count(promptTokens + completionTokens)} tokens${cost === null ? '' : `, ${cost.toFixed(2)} spent`}`;

const meterSentence = (meter: TokenMeter): string =>
  `${count(meter.asked)} answers were asked for (${meterWords(meter)}), ${count(meter.known)} were there already.`;

const estimateSentence = ({ asked, known, promptTokens, completionTokens, cost }: TokenMeter): string =>
  `about ${count(promptTokens)} tokens of questions and ${count(completionTokens)} of answers for ${count(asked)} texts${cost === null ? '' : `, some ${cost.toFixed(2)} at these prices`}; ${count(known)} answers are there already.`;
