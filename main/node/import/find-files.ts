import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { Format } from './formats.ts';
import { formatOf, ROW_FORMATS, splitOf } from './formats.ts';

/** A file to be read. */
export type FoundFile = {
  readonly path: string;
  /** From the path that was named, with `/`: `code/a.py`; ids and sources begin with it. */
  readonly name: string;
  readonly format: Format;
  readonly bytes: number;
  /** `train`, `test`, …, where its name says one. */
  readonly split: string | null;
  /** What the folder says of all its files. */
  readonly license: string | null;
};

export type FoundFiles = {
  readonly files: readonly FoundFile[];
  /** Symbolic links, which are never followed. */
  readonly links: readonly string[];
};

export type FileChoice = {
  readonly paths: readonly string[];
  /** Endings of the text files to take, with their dot. */
  readonly endings: readonly string[];
  readonly format: Format | 'auto';
  readonly split: string | null;
};

/** Folders that hold other people's code, or none. */
const SKIPPED_FOLDERS = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  'venv',
  'env',
  'build',
  'dist',
]);

/** Files by which a folder shows that it is a dataset of Hugging Face. */
const DATASET_MARKS = ['dataset_info.json', 'dataset_dict.json', 'dataset_infos.json', 'state.json'];

/**
 * The files to read, in the order of the paths and then by name, so that it is the same on every system. In a folder,
 * text files of the chosen endings are taken; where it has none, or is a dataset of Hugging Face, files of rows.
 *
 * @throws Failure `import-path`, `nothing-to-import`, `split-missing`.
 */
export async function findFiles(choice: FileChoice): Promise<FoundFiles> {
  const paths = choice.paths.map((path) => resolve(path));
  refuseNested(paths);
  const files: FoundFile[] = [];
  const links: string[] = [];
  for (const [at, path] of paths.entries()) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) {
      throw new Failure('import-path', `There is no file or folder ${path}; check the path.`);
    }
    // Two folders of one name need different ids; the number says which of the paths it was.
    const isShared = paths.some((other, index) => index !== at && basename(other) === basename(path));
    const origin = isShared ? `folder-${String(at + 1)}` : 'folder';
    const prefix = `${origin}/${basename(path)}`;
    if (found.isDirectory()) {
      files.push(...(await filesOfFolder(path, prefix, choice, links)));
    } else {
      const named = choice.format === 'auto' ? formatOf(path, choice.endings) : choice.format;
      const format = named ?? 'source';
      files.push({
        path,
        name: prefix,
        format,
        bytes: found.size,
        split: splitOf(basename(path), format),
        license: null,
      });
    }
  }
  return { files: ofSplit(files, choice.split), links };
}

function refuseNested(paths: readonly string[]): void {
  const nested = paths.find((path, index) =>
    paths.some(
      (other, at) => (at !== index && path.startsWith(other + sep)) || (at < index && path === other),
    ),
  );
  if (nested !== undefined) {
    throw new Failure(
      'import-path',
      `${nested} is named twice, or lies in another folder that is named; leave it out.`,
    );
  }
}

async function filesOfFolder(
  folder: string,
  prefix: string,
  choice: FileChoice,
  links: string[],
): Promise<FoundFile[]> {
  const entries: { path: string; name: string; format: Format | null }[] = [];
  const names = new Set<string>();
  for await (const { path, name, isLink } of walk(folder, '')) {
    if (isLink) links.push(`${prefix}/${name}`);
    else {
      names.add(name);
      entries.push({ path, name, format: formatOf(name, choice.endings) });
    }
  }
  const wanted = chooseFormats(choice, entries, names);
  const license = await licenseOf(folder, names);
  const chosen: FoundFile[] = [];
  for (const { path, name, format } of entries) {
    if (format === null || !wanted(format)) continue;
    const { size } = await stat(path);
    const split = splitOf(name, format);
    chosen.push({ path, name: `${prefix}/${name}`, format, bytes: size, split, license });
  }
  if (chosen.length > 0) return chosen;
  const endings = choice.endings.join(', ');
  throw new Failure(
    'nothing-to-import',
    choice.format === 'source'
      ? `There is no ${endings} file under ${folder}; choose another folder or ending.`
      : choice.format === 'auto'
        ? `There is no ${endings} file under ${folder}, and no file of rows (.jsonl, .parquet, .csv, .tsv, .arrow) or .txt; name the ending of the files to read.`
        : `There is no file to read as ${choice.format} under ${folder}; choose another folder or format.`,
  );
}

/** Source files, else files of rows, else plain text; rows first where the folder says that it is a dataset. */
function chooseFormats(
  { format }: FileChoice,
  entries: readonly { readonly format: Format | null }[],
  names: ReadonlySet<string>,
): (format: Format) => boolean {
  if (format !== 'auto') return (found) => found === format;
  const has = (test: (format: Format) => boolean): boolean =>
    entries.some((entry) => entry.format !== null && test(entry.format));
  const isRows = (found: Format): boolean => ROW_FORMATS.has(found);
  const isDataset = DATASET_MARKS.some((mark) => names.has(mark));
  if (isDataset && has(isRows)) return isRows;
  if (has((found) => found === 'source')) return (found) => found === 'source';
  return has(isRows) ? isRows : (found) => found === 'text';
}

type Walked = { readonly path: string; readonly name: string; readonly isLink: boolean };

async function* walk(folder: string, prefix: string): AsyncGenerator<Walked> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) yield { path, name: prefix + entry.name, isLink: true };
    else if (entry.isDirectory()) {
      if (entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name)) continue;
      yield* walk(path, `${prefix}${entry.name}/`);
    } else if (entry.isFile()) yield { path, name: prefix + entry.name, isLink: false };
  }
}

/** The licence that `dataset_info.json` gives for all rows. */
async function licenseOf(folder: string, names: ReadonlySet<string>): Promise<string | null> {
  const name = [...names].find((one) => one === 'dataset_info.json' || one.endsWith('/dataset_info.json'));
  if (name === undefined) return null;
  try {
    const info = JSON.parse(await readFile(join(folder, name), 'utf8')) as { license?: unknown };
    return typeof info.license === 'string' && info.license !== '' ? info.license : null;
  } catch {
    // A description that cannot be read says nothing of the licence; the rows are what counts.
    return null;
  }
}

function ofSplit(files: readonly FoundFile[], split: string | null): readonly FoundFile[] {
  if (split === null) return files;
  const chosen = files.filter((file) => file.split === split);
  if (chosen.length > 0) return chosen;
  const known = [...new Set(files.flatMap((file) => (file.split === null ? [] : [file.split])))].sort();
  throw new Failure(
    'split-missing',
    known.length === 0
      ? `No file name says a split, so there is no ${JSON.stringify(split)}; leave the split out.`
      : `There is no split ${JSON.stringify(split)}; there are ${known.join(', ')}.`,
  );
}
