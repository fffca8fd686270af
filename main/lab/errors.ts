import { Failure } from '../core/failure.ts';

/** What a door shows of an error: a stable word and one sentence. */
export type ErrorView = { readonly code: string; readonly message: string };

/** Failures speak for themselves; anything else was not foreseen, and says so without its stack. */
export function errorView(error: unknown): ErrorView {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  const said = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
  return { code: 'unexpected', message: `Something went wrong that Hornbook did not foresee: ${said}.` };
}

export const failure = (code: string, message: string): Failure => new Failure(code, message);
