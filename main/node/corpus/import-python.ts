import { readFile, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve, sep } from 'node:path';
import type { CorpusRecord } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import { readZip } from './zip-archive.ts';

/** Why a file was not taken. Counted and shown, never silent. */
export const REFUSALS = ['empty', 'too-big', 'binary', 'not-utf8', 'minified', 'unreadable'] as const;
export type Refusal = (typeof REFUSALS)[number];

export type ImportCounts = { imported: number; readonly refused: Record<Refusal, number> };

export function newImportCounts(): ImportCounts {
  return {
    imported: 0,
    refused: { empty: 0, 'too-big': 0, binary: 0, 'not-utf8': 0, minified: 0, unreadable: 0 },
  };
}

/** The Stack's own limit: larger files are data. */
const LARGEST_BYTES = 2 ** 20;
/** The Stack's limits for generated code: mean and longest line, in characters. */
const LONGEST_MEAN_LINE = 100;
const LONGEST_LINE = 1000;

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

/** The text of a Python file, or why it is refused. A byte order mark is dropped; `\r\n` becomes `\n`. */
export function decodePython(bytes: Uint8Array): { readonly text: string } | { readonly refused: Refusal } {
  if (bytes.length > LARGEST_BYTES) return { refused: 'too-big' };
  if (bytes.includes(0)) return { refused: 'binary' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { refused: 'not-utf8' };
  }
  text = text.replace(/\r\n?/g, '\n');
  if (text.trim() === '') return { refused: 'empty' };
  const lines = text.split('\n');
  const longest = lines.reduce((length, line) => Math.max(length, line.length), 0);
  if (longest > LONGEST_LINE || text.length / lines.length > LONGEST_MEAN_LINE)
    return { refused: 'minified' };
  return { text };
}

/** Where code comes from: `id` and `source` of its records begin with the name. */
type Found = { readonly name: string; readonly read: () => Promise<Uint8Array> };

/** Python files under a folder, sorted by path with `/`, so the order is the same on every system. */
async function* pythonFiles(folder: string, prefix = ''): AsyncGenerator<{ path: string; name: string }> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name)) continue;
      yield* pythonFiles(path, `${prefix}${entry.name}/`);
    } else if (entry.isFile() && entry.name.endsWith('.py')) {
      yield { path, name: prefix + entry.name };
    }
  }
}

async function* filesUnder(path: string): AsyncGenerator<Found> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new Failure('import-path', `There is no file or folder ${path}; check the path.`);
  }
  if (found.isFile()) {
    yield { name: basename(path), read: () => readFile(path) };
    return;
  }
  const root = basename(path);
  for await (const file of pythonFiles(path))
    yield { name: `${root}/${file.name}`, read: () => readFile(file.path) };
}

async function* toRecords(
  files: AsyncIterable<Found> | Iterable<Found>,
  counts: ImportCounts,
  about: { readonly origin: string; readonly license?: string },
): AsyncGenerator<CorpusRecord> {
  for await (const { name, read } of files) {
    const bytes = await read().catch(() => undefined);
    const decoded = bytes === undefined ? { refused: 'unreadable' as const } : decodePython(bytes);
    if ('refused' in decoded) {
      counts.refused[decoded.refused]++;
      continue;
    }
    counts.imported++;
    const source = `${about.origin}/${name}`;
    const license = about.license === undefined ? {} : { license: about.license };
    yield { id: source, text: decoded.text, kind: 'code', source, ...license, meta: {} };
  }
}

/** Records for every `.py` file of the paths the user named, in the order given and then by name. */
export async function* importPython(
  paths: readonly string[],
  counts: ImportCounts,
): AsyncGenerator<CorpusRecord> {
  const absolute = paths.map((path) => resolve(path));
  const nested = absolute.find((path, index) =>
    absolute.some(
      (other, at) => (at !== index && path.startsWith(other + sep)) || (at < index && path === other),
    ),
  );
  if (nested !== undefined) {
    throw new Failure(
      'import-path',
      `${nested} is named twice, or lies in another folder that is named; leave it out.`,
    );
  }
  for (const [index, path] of absolute.entries()) {
    // Two folders of one name need different ids; the number says which of the paths it was.
    const isShared = absolute.some((other, at) => at !== index && basename(other) === basename(path));
    yield* toRecords(filesUnder(path), counts, { origin: isShared ? `folder-${index + 1}` : 'folder' });
  }
}

/** Python's standard library as source, from the zip that pyodide brings: people's real code without a network. */
export async function* importStandardLibrary(counts: ImportCounts): AsyncGenerator<CorpusRecord> {
  const archive = createRequire(import.meta.url).resolve('pyodide/python_stdlib.zip');
  const entries = await readZip(archive, '.py');
  const files = entries.map(({ name, bytes }) => ({ name, read: () => Promise.resolve(bytes) }));
  yield* toRecords(files, counts, { origin: 'python-stdlib', license: 'PSF-2.0' });
}
