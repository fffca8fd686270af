import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Problem } from '../../../main/core/evaluation/problem.ts';
import type { EvaluationSettings } from '../../../main/core/evaluation/settings.ts';
import { greedySettings } from '../../../main/core/evaluation/settings.ts';
import { writeCheckpoint } from '../../../main/node/checkpoints/write-checkpoint.ts';
import { tinyContents } from '../checkpoints/tiny-checkpoint.ts';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A checkpoint with random weights: what it writes is noise, and always the same noise. */
export async function tinyModelFolder(folder: string, step = 7): Promise<string> {
  const path = join(folder, `step-${String(step).padStart(8, '0')}`);
  await writeCheckpoint(path, tinyContents(step));
  return path;
}

/**
 * Problems whose verdicts a noisy model spreads: a completion that stays in a comment passes, another is wrong
 * whatever it says, another is a syntax error nearly always.
 */
export const noisyProblems = (count: number): Problem[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'function',
    taskId: `Noise/${String(index)}`,
    prompt: `def f${String(index)}():\n    return ${String(index)}${index % 3 === 2 ? ' + ' : '  # '}`,
    entryPoint: `f${String(index)}`,
    canonicalSolution: index % 3 === 2 ? '0\n' : '\n',
    test: `def check(candidate):\n    assert candidate() == ${String(index + (index % 3 === 1 ? 1 : 0))}\n`,
    difficulty: (index % 3) + 1,
    topics: [index % 2 === 0 ? 'even' : 'odd'],
  }));

export const noisySettings: EvaluationSettings = {
  ...greedySettings,
  samplesPerProblem: 3,
  temperature: 0.8,
  topP: 0.95,
  topK: 0,
  maxNewTokens: 8,
  stopStrings: ['\n', '\r'],
  timeFactor: 0,
};
