/**
 * Where a sampled continuation of a function body ends: the stop strings of BigCode's evaluation harness
 * for HumanEval (bigcode-evaluation-harness, `humaneval.py`).
 */
export const stopStrings: readonly string[] = ['\nclass', '\ndef', '\n#', '\n@', '\nprint', '\nif'];

/**
 * The completion up to the first stop string, without it; the raw text is the caller's to keep.
 *
 * `cutCompletion('    return 1\n\ndef g():')` is `'    return 1\n'`.
 */
export function cutCompletion(raw: string, stops: readonly string[] = stopStrings): string {
  let end = raw.length;
  for (const stop of stops) {
    const at = raw.indexOf(stop);
    if (at >= 0 && at < end) end = at;
  }
  return raw.slice(0, end);
}
