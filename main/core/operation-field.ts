/**
 * What an operation on data asks of a person, as data: one form draws them all, and the same words say what is
 * wrong with a value wherever it was typed.
 */
export type OperationField = {
  /** The parameter's name. */
  readonly name: string;
  readonly label: string;
  /** One short sentence under the field. */
  readonly hint: string;
  readonly optional: boolean;
  /** Folded away until asked for. */
  readonly advanced?: boolean;
  /** Shown only while another field, a choice or a toggle, has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly (string | boolean)[] };
} & FieldKind;

export type FieldKind =
  /** Value: a dataset's id in the project, or its folder. */
  | { readonly type: 'dataset' }
  /** Value: a list of them. */
  | { readonly type: 'datasets' }
  /** Value: a list of `{ dataset, weight }`. */
  | { readonly type: 'mixture' }
  | ({ readonly type: 'number'; readonly step: number } & NumberRange)
  | ({ readonly type: 'integer' } & NumberRange)
  | {
      readonly type: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly default?: string;
    }
  | {
      readonly type: 'text';
      readonly lines: 'one' | 'many';
      readonly default?: string;
      readonly placeholder?: string;
    }
  /** Value: a path, or a list of paths where `many`. */
  | {
      readonly type: 'path';
      readonly what: 'file' | 'folder' | 'any';
      readonly many: boolean;
      /** Endings that a dialog offers first, with their dot. */
      readonly endings: readonly string[];
    }
  /** Value: a checkpoint's path, as the list of models has it. */
  | { readonly type: 'model' }
  /** Value: a list of benchmarks: ids in the project, or files. */
  | { readonly type: 'benchmarks' }
  | { readonly type: 'toggle'; readonly default: boolean };

export type NumberRange = {
  readonly min?: number;
  readonly max?: number;
  /** Beside the number: `MB`, `tokens`; empty for a share or a count. */
  readonly unit: string;
  readonly default?: number;
};

/** One entry of a mixture field. */
export type WeightedDataset = { readonly dataset: string; readonly weight: number };

/** A value that a parameter cannot take; `field` is null where it is about several. */
export type ParameterProblem = { readonly field: string | null; readonly message: string };

/** The value that a field has when nothing was entered; `undefined` where there is none. */
export function defaultOf(field: OperationField): string | number | boolean | undefined {
  return 'default' in field ? field.default : undefined;
}

/**
 * What is wrong with a value, as one sentence that begins with the field's label, or null. It looks at the value
 * alone: whether a dataset or a file is there is for others to find out.
 *
 * @example problemOf({ name: 'keep', label: 'Share to keep', type: 'number', max: 1, … }, 2)
 *   // 'Share to keep is 2; it must be at most 1.'
 */
export function problemOf(field: OperationField, value: unknown): string | null {
  const { label } = field;
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return field.optional || defaultOf(field) !== undefined ? null : `${label} is missing; ${wanted(field)}.`;
  }
  switch (field.type) {
    case 'number':
    case 'integer':
      return numberProblem(field, value);
    case 'choice':
      return field.options.some((option) => option.value === value)
        ? null
        : `${label} is ${show(value)}; choose one of ${field.options.map((option) => option.value).join(', ')}.`;
    case 'toggle':
      return typeof value === 'boolean' ? null : `${label} is ${show(value)}; it must be true or false.`;
    case 'mixture':
      return mixtureProblem(label, value);
    case 'datasets':
    case 'benchmarks':
      return texts(value) ? null : `${label} must be a list of names.`;
    case 'path':
      if (field.many) return texts(value) ? null : `${label} must be a list of paths.`;
      return typeof value === 'string' ? null : `${label} must be a path.`;
    case 'dataset':
    case 'model':
    case 'text':
      return typeof value === 'string' ? null : `${label} is ${show(value)}; it must be text.`;
  }
}

function wanted(field: OperationField): string {
  switch (field.type) {
    case 'dataset':
      return 'choose a dataset';
    case 'datasets':
    case 'mixture':
      return 'choose at least one dataset';
    case 'model':
      return 'choose a checkpoint';
    case 'benchmarks':
      return 'choose at least one benchmark';
    case 'path':
      return field.what === 'folder' ? 'name a folder' : field.many ? 'name a file or folder' : 'name a file';
    default:
      return 'enter a value';
  }
}

function numberProblem(
  field: OperationField & { type: 'number' | 'integer' },
  value: unknown,
): string | null {
  const { label, min, max, unit } = field;
  const withUnit = (number: number): string => (unit === '' ? String(number) : `${String(number)} ${unit}`);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return `${label} is ${show(value)}; it must be a number.`;
  }
  if (field.type === 'integer' && !Number.isInteger(value)) {
    return `${label} is ${String(value)}; it must be a whole number.`;
  }
  if (min !== undefined && value < min)
    return `${label} is ${withUnit(value)}; it must be at least ${withUnit(min)}.`;
  if (max !== undefined && value > max)
    return `${label} is ${withUnit(value)}; it must be at most ${withUnit(max)}.`;
  return null;
}

function mixtureProblem(label: string, value: unknown): string | null {
  if (!Array.isArray(value)) return `${label} must be a list of datasets with their weights.`;
  const seen = new Set<string>();
  for (const entry of value as Partial<Record<string, unknown>>[]) {
    const { dataset, weight } = entry;
    if (typeof dataset !== 'string' || dataset === '') return `${label}: an entry names no dataset.`;
    if (seen.has(dataset)) return `${label}: ${dataset} is there twice; add up its weights.`;
    seen.add(dataset);
    if (typeof weight !== 'number' || !(weight > 0) || !Number.isFinite(weight))
      return `${label}: the weight of ${dataset} is ${show(weight)}; it must be above 0.`;
  }
  return null;
}

const texts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== '');

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);
