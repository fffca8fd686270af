import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileDurably } from '../files/durable-file.ts';

/** One JSON file that several labs may read and write; each sees what the others wrote. */
export type SettingsFile<Value> = {
  readonly path: string;
  read(): Value;
  change(how: (value: Value) => Value): Value;
  /** What became of a file that could not be read, in a sentence; null where all is well. */
  notice(): string | null;
};

/**
 * Opens the settings at `path`; there need be no file yet. `parse` fills what is left out and throws on what it does not
 * know. A file that it refuses is put aside under another name, so that nothing a person wrote is lost, and said.
 */
export function openSettingsFile<Value>(
  path: string,
  parse: (json: unknown) => Value,
  now: () => number = Date.now,
): SettingsFile<Value> {
  let known: { readonly stamp: string; readonly value: Value } | null = null;
  let notice: string | null = null;

  const stampOf = (): string => {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  };

  const putAside = (cause: unknown): void => {
    const aside = `${path}.broken-${new Date(now()).toISOString().replace(/[-:.]/g, '').slice(0, 15)}`;
    renameSync(path, aside);
    const said = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    notice = `The settings could not be read (${said.replace(/\.$/, '')}), so the defaults hold. The old file was kept as ${aside}.`;
  };

  const read = (): Value => {
    if (!existsSync(path)) return parse({});
    const stamp = stampOf();
    if (known?.stamp === stamp) return known.value;
    let value: Value;
    try {
      value = parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (cause) {
      putAside(cause);
      return parse({});
    }
    known = { stamp, value };
    return value;
  };

  return {
    path,
    read,
    change(how) {
      const value = parse(how(read()));
      mkdirSync(dirname(path), { recursive: true });
      writeFileDurably(path, JSON.stringify(value, null, 2) + '\n');
      known = { stamp: stampOf(), value };
      return value;
    },
    notice: () => notice,
  };
}
