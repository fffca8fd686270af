import type { CorpusRecord, RecordKind } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import type { Refused } from './text-rules.ts';

export type Values = Readonly<Record<string, unknown>>;

/** Columns that a person named; the others are recognised by their names. */
export type ChosenColumns = {
  readonly text?: string | undefined;
  readonly id?: string | undefined;
  readonly source?: string | undefined;
  readonly license?: string | undefined;
};

/** Where the parts of a record come from. What is not named here goes to `meta`. */
export type ColumnMap = {
  readonly text: string;
  readonly id: string | null;
  /** Their values are joined with `/`; a repository comes before its path. */
  readonly source: readonly string[];
  readonly license: string | null;
};

/** In this order: the first that is there holds the texts. */
const TEXTS = ['text', 'content', 'code', 'story', 'markdown', 'whole_func_string', 'func_code_string'];
const IDS = ['id', 'hexsha', 'blob_id'];
/** The Stack, codeparrot and CodeSearchNet name a repository and a path; others an address or a path alone. */
const SOURCES = [
  ['max_stars_repo_name', 'max_stars_repo_path'],
  ['repository_name', 'func_path_in_repository'],
  ['repo_name', 'path'],
  ['repo', 'path'],
  ['source'],
  ['url'],
  ['path'],
];
const LICENSES = ['license', 'licence', 'max_stars_repo_licenses', 'licenses', 'detected_licenses'];

/**
 * Finds the columns of a file's rows.
 *
 * @throws Failure `column-missing` where a named column is not there, or none that could hold the texts.
 */
export function mapColumns(names: readonly string[], chosen: ChosenColumns, file: string): ColumnMap {
  const has = (name: string): boolean => names.includes(name);
  const there = names.map((name) => JSON.stringify(name)).join(', ');
  for (const name of [chosen.text, chosen.id, chosen.source, chosen.license]) {
    if (name === undefined || has(name)) continue;
    throw new Failure(
      'column-missing',
      `${file} has no column ${JSON.stringify(name)}; it has ${there}. Name one of these.`,
    );
  }
  const text = chosen.text ?? TEXTS.find(has);
  if (text === undefined) {
    throw new Failure(
      'column-missing',
      `${file} has no column that is known to hold texts; it has ${there}. Name the one that does.`,
    );
  }
  const others = (candidates: readonly string[]): string | null =>
    candidates.find((name) => has(name) && name !== text) ?? null;
  return {
    text,
    id: chosen.id ?? others(IDS),
    source:
      chosen.source === undefined
        ? (SOURCES.find((group) => group.every((name) => has(name) && name !== text)) ?? [])
        : [chosen.source],
    license: chosen.license ?? others(LICENSES),
  };
}

export type RowDefaults = {
  readonly kind: RecordKind;
  readonly split: string | null;
  readonly license: string | null;
  /** Id and source of a row that has none: its file and number. */
  readonly place: string;
};

/** The record that a row holds, or why it holds none. */
export function recordOfRow(
  values: Values,
  map: ColumnMap,
  { kind, split, license, place }: RowDefaults,
): CorpusRecord | Refused {
  const text = values[map.text];
  if (typeof text !== 'string') {
    const got = text === undefined ? 'the column is missing' : `got ${JSON.stringify(text) ?? typeof text}`;
    return {
      reason: 'no-text',
      why: `has no text in ${JSON.stringify(map.text)} (${got.slice(0, 80)})`,
    };
  }
  const said = map.source.map((name) => plain(values[name])).filter((part) => part !== '');
  const source = said.length > 0 ? said.join('/') : place;
  const given = map.id === null ? '' : plain(values[map.id]);
  // Rows of different splits may have the same numbers.
  const id = given === '' ? place : split === null ? given : `${split}/${given}`;
  const licenses = map.license === null ? [] : [values[map.license]].flat().map(plain);
  const named = licenses.filter((one) => one !== '').join(' OR ') || license;
  const used = new Set([map.text, map.id, map.license, ...map.source]);
  const meta: Record<string, CorpusRecord['meta'][string]> = split === null ? {} : { split };
  for (const [name, value] of Object.entries(values)) {
    if (used.has(name) || name === 'kind' || name === 'ordinal' || value === null || value === undefined)
      continue;
    if (name === 'meta') Object.assign(meta, metaOf(value));
    else meta[name] = metaValue(value);
  }
  return { id, text, kind, source, ...(named === null ? {} : { license: named }), meta };
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** The lab's own exports have `meta` as one object, or as its JSON. */
function metaOf(value: unknown): Record<string, CorpusRecord['meta'][string]> {
  let object = value;
  if (typeof value === 'string') {
    try {
      object = JSON.parse(value) as unknown;
    } catch {
      return { meta: value };
    }
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    return { meta: metaValue(value) };
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, entry]) => entry !== null)
      .map(([name, entry]) => [name, metaValue(entry)]),
  );
}

function metaValue(value: unknown): CorpusRecord['meta'][string] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value as string[];
  return JSON.stringify(value) ?? '';
}
