/**
 * Where a sampled continuation of a function body ends: the stop strings of BigCode's evaluation harness
 * for HumanEval (bigcode-evaluation-harness, `humaneval.py`).
 */
export const stopStrings: readonly string[] = ['\nclass', '\ndef', '\n#', '\n@', '\nprint', '\nif'];
