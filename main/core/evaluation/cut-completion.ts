import type { Sanitiser } from './settings.ts';
import { stopStrings } from './stop-strings.ts';

export { stopStrings };

/** One step on the way from what a model wrote to what was run. */
export type CutStep =
  | { readonly step: 'stop'; readonly at: string; /** Characters. */ readonly removed: number }
  | { readonly step: 'code-only'; readonly removed: number };

export type CutCompletion = { readonly completion: string; readonly steps: readonly CutStep[] };

/**
 * The completion up to the first stop string, without it; the raw text is the caller's to keep.
 *
 * `cutCompletion('    return 1\n\ndef g():')` is `'    return 1\n'`.
 */
export function cutCompletion(raw: string, stops: readonly string[] = stopStrings): string {
  return raw.slice(0, firstStop(raw, stops)?.at ?? raw.length);
}

function firstStop(raw: string, stops: readonly string[]): { at: number; stop: string } | null {
  let first: { at: number; stop: string } | null = null;
  for (const stop of stops) {
    const at = stop === '' ? -1 : raw.indexOf(stop);
    if (at >= 0 && (first === null || at < first.at)) first = { at, stop };
  }
  return first;
}

/**
 * What is run of what a model wrote, and every step that led there: first the stop strings, then the
 * sanitiser. A step that changed nothing is not recorded.
 */
export function prepareCompletion(raw: string, stops: readonly string[], sanitise: Sanitiser): CutCompletion {
  const steps: CutStep[] = [];
  let text = raw;
  const stop = firstStop(text, stops);
  if (stop !== null) {
    steps.push({ step: 'stop', at: stop.stop, removed: text.length - stop.at });
    text = text.slice(0, stop.at);
  }
  if (sanitise === 'code-only') {
    const code = codeOnly(text);
    if (code !== text) {
      steps.push({ step: 'code-only', removed: text.length - code.length });
      text = code;
    }
  }
  return { completion: text, steps };
}

/**
 * The first fenced block of an answer, without its fences; an answer with an opening fence alone gives what
 * follows it, and one without fences comes back as it is.
 */
export function codeOnly(answer: string): string {
  const open = /^[ \t]*```[^\n]*\n/m.exec(answer);
  if (open === null) return answer;
  const start = open.index + open[0].length;
  const close = /^[ \t]*```/m.exec(answer.slice(start));
  return close === null ? answer.slice(start) : answer.slice(start, start + close.index);
}
