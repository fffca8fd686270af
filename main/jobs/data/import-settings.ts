import { z } from 'zod';
import type { OperationField } from '../../core/operation-field.ts';
import { findFiles } from '../../node/import/find-files.ts';
import type { FoundFiles } from '../../node/import/find-files.ts';
import { FORMATS } from '../../node/import/formats.ts';
import type { ImportSettings } from '../../node/import/import-records.ts';
import { standardLibrary } from '../../node/import/standard-library.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { outField, outParameter } from './fields.ts';

const KINDS = ['code', 'textbook', 'exercise', 'story'] as const;
const ENDINGS = '.py';

const FORMAT_WORDS: Readonly<Record<(typeof FORMATS)[number], string>> = {
  source: 'source files, one record each',
  text: 'plain text, cut at a separator',
  jsonl: 'JSON lines',
  json: 'a JSON list of objects',
  csv: 'CSV',
  tsv: 'TSV',
  parquet: 'Parquet',
  arrow: 'Arrow, as save_to_disk writes it',
  zip: 'a zip of source files',
};

export const importParameters = z.strictObject({
  paths: z.array(z.string().min(1)).default([]),
  kind: z.enum(KINDS).default('code'),
  /** Several with blanks between them: `.py .pyi`. */
  endings: z.string().min(1).default(ENDINGS),
  format: z.enum(['auto', ...FORMATS]).default('auto'),
  split: z.string().optional(),
  textColumn: z.string().optional(),
  idColumn: z.string().optional(),
  sourceColumn: z.string().optional(),
  licenseColumn: z.string().optional(),
  license: z.string().optional(),
  separator: z.string().optional(),
  largestMegabytes: z.number().gt(0).max(256).default(1),
  refuseMinified: z.boolean().default(true),
  refuseGenerated: z.boolean().default(false),
  out: outParameter('raw'),
});
export type ImportParameters = z.output<typeof importParameters>;

const text = (name: string, label: string, hint: string): OperationField => ({
  name,
  label,
  hint,
  optional: true,
  advanced: true,
  type: 'text',
  lines: 'one',
});

export const importFields: readonly OperationField[] = [
  {
    name: 'paths',
    label: 'Files and folders',
    hint: 'Source files, JSON lines, Parquet, CSV, Arrow, text, zip, or a Hugging Face dataset folder. None: the Python standard library.',
    optional: true,
    type: 'path',
    what: 'any',
    many: true,
    endings: [
      '.py',
      '.jsonl',
      '.jsonl.gz',
      '.jsonl.zst',
      '.parquet',
      '.csv',
      '.tsv',
      '.txt',
      '.arrow',
      '.zip',
    ],
  },
  {
    name: 'kind',
    label: 'What the texts are',
    hint: 'Code is refused when it looks minified: a line over 1,000 characters, or 100 on average.',
    optional: true,
    type: 'choice',
    options: KINDS.map((kind) => ({ value: kind, label: kind })),
    default: 'code',
  },
  { ...outField('raw'), hint: 'Letters and digits.' },
  {
    name: 'endings',
    label: 'Endings of source files',
    hint: 'Each file with one of these becomes one record; several with blanks between them.',
    optional: true,
    type: 'text',
    lines: 'one',
    default: ENDINGS,
  },
  {
    name: 'format',
    label: 'Read as',
    hint: 'What the names say, unless told otherwise.',
    optional: true,
    advanced: true,
    type: 'choice',
    options: [
      { value: 'auto', label: 'what the names say' },
      ...FORMATS.map((format) => ({ value: format, label: FORMAT_WORDS[format] })),
    ],
    default: 'auto',
  },
  text('textColumn', 'Column of the texts', 'text, content, code, story and markdown are recognised.'),
  text('idColumn', 'Column of the ids', 'id and hexsha are recognised; without one, file and row number.'),
  text('sourceColumn', 'Column of the source', 'The Stack’s repository and path are recognised.'),
  text('licenseColumn', 'Column of the licence', 'license and The Stack’s licences are recognised.'),
  text('license', 'Licence of all records', 'For those that say nothing themselves.'),
  text('split', 'Split', 'train, test or validation of a Hugging Face dataset; all of them without.'),
  text('separator', 'Between texts', 'In .txt files; TinyStories has <|endoftext|>.'),
  {
    name: 'largestMegabytes',
    label: 'Largest record',
    hint: 'Larger files and rows are data rather than text.',
    optional: true,
    advanced: true,
    type: 'number',
    min: 0.001,
    max: 256,
    step: 0.5,
    unit: 'MB',
    default: 1,
  },
  {
    name: 'refuseMinified',
    label: 'Refuse minified code',
    hint: 'A line over 1,000 characters, or over 100 on average, as The Stack measured it.',
    optional: true,
    advanced: true,
    type: 'toggle',
    default: true,
  },
  {
    name: 'refuseGenerated',
    label: 'Refuse generated code',
    hint: 'What says in its first five lines that a program wrote it.',
    optional: true,
    advanced: true,
    type: 'toggle',
    default: false,
  },
];

/** An import that is about to be read. */
export type OpenImport = {
  readonly found: FoundFiles;
  readonly settings: ImportSettings;
  /** What the dataset's manifest says of how it was made. */
  readonly recorded: Json;
};

/** @throws Failure `import-path`, `nothing-to-import`, `split-missing`. */
export async function openImport(
  parameters: ImportParameters,
  resolvePath: (path: string) => string,
): Promise<OpenImport> {
  const { kind, format, split, license, separator, refuseMinified, refuseGenerated } = parameters;
  const paths = parameters.paths.map(resolvePath);
  const endings = parameters.endings.split(/[\s,]+/).filter((ending) => ending !== '');
  const found =
    paths.length === 0
      ? await standardLibrary()
      : await findFiles({ paths, endings, format, split: split ?? null });
  const { textColumn, idColumn, sourceColumn, licenseColumn } = parameters;
  const { out: _, ...rest } = parameters;
  return {
    found,
    settings: {
      kind,
      endings,
      columns: { text: textColumn, id: idColumn, source: sourceColumn, license: licenseColumn },
      license: license ?? null,
      separator: separator === undefined ? null : unescaped(separator),
      rules: {
        largestBytes: Math.round(parameters.largestMegabytes * 2 ** 20),
        refuseMinified: refuseMinified && kind === 'code',
        refuseGenerated,
      },
    },
    recorded: {
      ...(JSON.parse(JSON.stringify(rest)) as Record<string, Json>),
      paths: paths.length > 0 ? paths : ['Python standard library'],
    },
  };
}

/** A separator is typed in one line: `\\n\\n` means an empty line. */
const unescaped = (typed: string): string => typed.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
