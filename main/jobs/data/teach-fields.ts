import { z } from 'zod';
import type { OperationField } from '../../core/operation-field.ts';
import type { LessonKind } from '../../node/teaching/read-lesson.ts';
import { outField, outParameter, seedField, seedParameter } from './fields.ts';

const number = (
  name: string,
  label: string,
  hint: string,
  unit: string,
  more: { readonly default?: number; readonly min?: number } = {},
): OperationField => ({
  name,
  label,
  hint,
  optional: true,
  advanced: true,
  type: 'number',
  step: 0.01,
  min: more.min ?? 0,
  unit,
  ...(more.default === undefined ? {} : { default: more.default }),
});

const line = (
  name: string,
  label: string,
  hint: string,
  more: { readonly teacher?: string; readonly placeholder?: string } = {},
): OperationField => ({
  name,
  label,
  hint,
  optional: true,
  ...(more.teacher === undefined
    ? { advanced: true }
    : { when: { field: 'teacher', is: [more.teacher] as const } }),
  type: 'text',
  lines: 'one',
  ...(more.placeholder === undefined ? {} : { placeholder: more.placeholder }),
});

const withTestsField: OperationField = {
  name: 'withTests',
  label: 'End each text with its tests',
  hint: 'For training a model that is to teach: it learns to write tests too. Do not train one like this to be scored.',
  optional: true,
  advanced: true,
  type: 'toggle',
  default: false,
};

/** The form of both teachings. */
export const teachFields = (kind: LessonKind): readonly OperationField[] => [
  {
    name: 'teacher',
    label: 'Teacher',
    hint: 'The built-in curriculum needs no network.',
    optional: true,
    type: 'choice',
    options: [
      { value: 'curriculum', label: 'Built-in curriculum' },
      { value: 'endpoint', label: 'OpenAI-compatible server' },
      { value: 'gguf', label: 'GGUF model on this machine' },
      { value: 'checkpoint', label: 'Checkpoint of the lab' },
    ],
    default: 'curriculum',
  },
  line('address', 'Address', 'Up to and with /v1; empty takes HORNBOOK_TEACHER_URL.', {
    teacher: 'endpoint',
    placeholder: 'http://127.0.0.1:11434/v1',
  }),
  line('model', 'Model', 'As the server calls it; empty takes HORNBOOK_TEACHER_MODEL.', {
    teacher: 'endpoint',
  }),
  line(
    'keyVariable',
    'Variable of the key',
    'The environment variable that holds the key. The key itself is never kept.',
    {
      teacher: 'endpoint',
      placeholder: 'OPENAI_API_KEY',
    },
  ),
  {
    name: 'gguf',
    label: 'Model file',
    hint: 'It is run by llama.cpp, which teach install-llama fetches once.',
    optional: true,
    when: { field: 'teacher', is: ['gguf'] },
    type: 'path',
    what: 'file',
    many: false,
    endings: ['.gguf'],
  },
  {
    name: 'checkpoint',
    label: 'Checkpoint',
    hint: 'It goes on with beginnings, as it was trained to.',
    optional: true,
    when: { field: 'teacher', is: ['checkpoint'] },
    type: 'model',
  },
  {
    name: 'count',
    label: kind === 'textbooks' ? 'Sections to ask for' : 'Exercises to ask for',
    hint: 'Those that do not hold when run are kept aside.',
    optional: true,
    type: 'integer',
    min: 1,
    max: 10_000_000,
    unit: '',
    default: 1000,
  },
  line('prompt', 'Prompt', 'A prompt file; empty takes the one for this teacher.'),
  ...(kind === 'exercises' ? [withTestsField] : []),
  {
    name: 'repair',
    label: 'Send back what does not hold',
    hint: 'Once, with the reason.',
    optional: true,
    type: 'toggle',
    default: false,
  },
  {
    name: 'atOnce',
    label: 'Requests at once',
    hint: 'A model on this machine answers one at a time, but for a GGUF model on a graphics card.',
    optional: true,
    advanced: true,
    type: 'integer',
    min: 1,
    max: 64,
    unit: '',
    default: 4,
  },
  number('patience', 'Wait for an answer', 'For its first word, and for each further one.', 's', {
    default: 120,
    min: 1,
  }),
  number('promptPrice', 'Price of a million prompt tokens', 'In any currency.', ''),
  number('completionPrice', 'Price of a million answer tokens', 'In the same currency.', ''),
  number('moneyCap', 'Spend at most', 'Stops before it is crossed; what is there is kept.', ''),
  number('tokenCap', 'Use at most', 'Stops before it is crossed; what is there is kept.', 'tokens', {
    min: 1,
  }),
  {
    name: 'embedder',
    label: 'Measure the spread with',
    hint: 'A checkpoint whose embeddings say how much the lessons differ.',
    optional: true,
    advanced: true,
    type: 'model',
  },
  line('license', 'Licence of the texts', 'Stands beside every record.'),
  line('prompts', 'Folder of prompts', 'Empty takes the project’s own.'),
  line(
    'answers',
    'Folder of the answers',
    'Kept, so that nothing is paid twice; empty takes one beside the dataset.',
  ),
  seedField,
  outField(kind),
];

export const teachParameters = (kind: LessonKind) =>
  z.strictObject({
    teacher: z.enum(['curriculum', 'endpoint', 'gguf', 'checkpoint']).default('curriculum'),
    address: z.string().optional(),
    model: z.string().optional(),
    keyVariable: z.string().optional(),
    gguf: z.string().optional(),
    checkpoint: z.string().optional(),
    count: z.number().int().min(1).default(1000),
    prompt: z.string().optional(),
    repair: z.boolean().default(false),
    /** Exercises alone. Absent means no, so that what was made before it was there keeps its identity. */
    withTests: z.boolean().optional(),
    atOnce: z.number().int().min(1).max(64).default(4),
    patience: z.number().min(0.05).default(120),
    promptPrice: z.number().min(0).default(0),
    completionPrice: z.number().min(0).default(0),
    moneyCap: z.number().min(0).optional(),
    tokenCap: z.number().min(1).optional(),
    embedder: z.string().optional(),
    license: z.string().optional(),
    prompts: z.string().optional(),
    answers: z.string().optional(),
    seed: seedParameter,
    out: outParameter(kind),
  });

export type TeachParameters = z.output<ReturnType<typeof teachParameters>>;
