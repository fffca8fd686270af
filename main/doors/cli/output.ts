import { CommanderError } from 'commander';
import type { ErrorView } from '../../lab/errors.ts';
import { errorView } from '../../lab/errors.ts';

/** Exit codes: 0 done, 1 failed with one sentence, 2 called wrongly, 130 interrupted. */
export type Ending = { readonly error: ErrorView; readonly exitCode: 1 | 2 | 130 };

/** What a thrown value means for the caller, or null when it was only help or the version. */
export function endingOf(error: unknown, interrupted: boolean): Ending | null {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null;
    if (error.code === 'commander.help') {
      return { error: { code: 'usage', message: 'A command is missing. See --help.' }, exitCode: 2 };
    }
    const message = error.message.replace(/^error: /, '');
    const sentence = message.charAt(0).toUpperCase() + message.slice(1).replace(/\.?$/, '.');
    return { error: { code: 'usage', message: `${sentence} See --help.` }, exitCode: 2 };
  }
  const seen = errorView(error);
  if (interrupted && (seen.code === 'stopped' || isAbort(error))) {
    const message = seen.code === 'stopped' ? seen.message : 'Stopped.';
    return { error: { code: 'stopped', message }, exitCode: 130 };
  }
  return { error: seen, exitCode: 1 };
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** One JSON document for programs, or text for people. The only writer of standard output. */
export function print(json: boolean, document: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${text()}\n`);
}

export function printError(json: boolean, error: ErrorView): void {
  if (json)
    process.stdout.write(`${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`);
  else process.stderr.write(`${error.message}\n`);
}

/** Columns as wide as their widest cell; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
export const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
