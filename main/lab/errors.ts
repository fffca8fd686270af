import { Failure } from '../core/failure.ts';

/** What a door shows of an error: a stable word and one sentence. */
export type ErrorView = { readonly code: string; readonly message: string };

/** Failures speak for themselves; anything else was not foreseen, and says so without its stack. */
export function errorView(error: unknown): ErrorView {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  if (isDamage(error)) {
    const message =
      'A part of the project’s store is damaged and cannot be read. Close Hornbook and put back a copy (hornbook.sqlite.before-…) or move the store away: finished datasets, runs and reports stay in their folders.';
    return { code: 'store-damaged', message };
  }
  const said = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
  return { code: 'unexpected', message: `Something went wrong that Hornbook did not foresee: ${said}.` };
}

/** SQLite's word for a page that does not hold what it should. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));

export const failure = (code: string, message: string): Failure => new Failure(code, message);
