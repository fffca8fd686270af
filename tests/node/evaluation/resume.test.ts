import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../main/core/training/random.ts';
import { evaluationPaths } from '../../../main/node/evaluation/folder.ts';
import { readEvaluation } from '../../../main/node/evaluation/read-evaluation.ts';
import type { ChildRequest } from './evaluate-child.ts';
import { noisyProblems, noisySettings, temporaryFolder, tinyModelFolder } from './fixture.ts';

const childPath = join(import.meta.dirname, 'evaluate-child.ts');

type Ending = { readonly signal: string | null; readonly events: number | null };

/** One life of an evaluating process; `killAfterMs` counts from the moment it is ready. */
function live(request: ChildRequest, killAfterMs?: number): Promise<Ending> {
  const child = spawn(process.execPath, [childPath, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    if (said === '' && killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    said += part.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== null && code !== 0) {
        reject(new Error(`The child ended with ${String(code)}.`));
        return;
      }
      const line = said.split('\n').find((one) => one.startsWith('{'));
      resolve({
        signal,
        events: line === undefined ? null : (JSON.parse(line) as { events: number }).events,
      });
    });
  });
}

const lines = (path: string): { taskId: string; sample: number }[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        // What follows the last line break is a line that was being written.
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { taskId: string; sample: number })
    : [];

const distinct = (entries: readonly { taskId: string; sample: number }[]): number =>
  new Set(entries.map(({ taskId, sample }) => `${taskId} ${String(sample)}`)).size;

it('comes to the same when it is killed at any moment, and neither loses nor judges anything twice', async () => {
  const folder = temporaryFolder();
  const model = await tinyModelFolder(folder);
  const problems = noisyProblems(9);
  const asked = { model, problems, settings: noisySettings };
  const total = problems.length * noisySettings.samplesPerProblem;

  const whole = join(folder, 'whole');
  await live({ ...asked, folder: whole });
  const expected = await readEvaluation(whole);
  expect(expected.samples).toHaveLength(total);
  expect(new Set(expected.samples.map(({ verdict }) => verdict)).size).toBeGreaterThan(2);

  // A life repeats what earlier lives did to its hooks, so a growing moment is one of new work.
  const random = seededRandom(Number(process.env['HORNBOOK_SEED'] ?? 1));
  const interrupted = join(folder, 'interrupted');
  const { completions, verdicts } = evaluationPaths(interrupted);
  let [written, judged] = [0, 0];
  for (let kill = 0; kill < 3; kill++) {
    const dieAt = written + judged + 1 + Math.floor(random.uniform() * 12);
    const { signal } = await live({ ...asked, folder: interrupted, dieAt });
    if (signal === null) break;
    expect(existsSync(evaluationPaths(interrupted).evaluation)).toBe(false);
    const [writtenNow, judgedNow] = [lines(completions), lines(verdicts)];
    expect(distinct(writtenNow)).toBe(writtenNow.length);
    expect(distinct(judgedNow)).toBe(judgedNow.length);
    expect(writtenNow.length).toBeGreaterThanOrEqual(written);
    expect(judgedNow.length).toBeGreaterThanOrEqual(judged);
    [written, judged] = [writtenNow.length, judgedNow.length];
  }
  expect(written).toBeGreaterThan(0);
  await live({ ...asked, folder: interrupted });
  const resumed = await readEvaluation(interrupted);
  expect(withoutTimes(resumed.samples)).toEqual(withoutTimes(expected.samples));
  expect(resumed.file.samplesHash).toBe(expected.file.samplesHash);
  expect({ ...resumed.file, createdAt: 0 }).toEqual({ ...expected.file, createdAt: 0 });
  expect(existsSync(completions)).toBe(false);
});

// The measured form: real moments of a real clock. HORNBOOK_KILLS=20 npx vitest run tests/node/evaluation/resume.test.ts
it.runIf(process.env['HORNBOOK_KILLS'] !== undefined)(
  'comes to the same after many kills at random moments of the clock',
  async () => {
    const kills = Number(process.env['HORNBOOK_KILLS']);
    const folder = temporaryFolder();
    const model = await tinyModelFolder(folder);
    const problems = noisyProblems(60);
    const asked = { model, problems, settings: { ...noisySettings, samplesPerProblem: 10 } };
    const whole = join(folder, 'whole');
    const began = performance.now();
    await live({ ...asked, folder: whole });
    const expected = await readEvaluation(whole);
    const wholeMs = performance.now() - began;
    const random = seededRandom(Number(process.env['HORNBOOK_SEED'] ?? 1));
    const interrupted = join(folder, 'interrupted');
    const { completions, verdicts } = evaluationPaths(interrupted);
    const seen: string[] = [];
    let judgedBefore = 0;
    for (let kill = 0; kill < kills; kill++) {
      const { signal } = await live({ ...asked, folder: interrupted }, 20 + random.uniform() * 300);
      if (signal === null) break;
      const [written, judged] = [lines(completions), lines(verdicts)];
      expect([distinct(written), distinct(judged)]).toEqual([written.length, judged.length]);
      expect(judged.length).toBeGreaterThanOrEqual(judgedBefore);
      judgedBefore = judged.length;
      seen.push(`${String(written.length)}/${String(judged.length)}`);
    }
    await live({ ...asked, folder: interrupted });
    const resumed = await readEvaluation(interrupted);
    console.log(
      `${String(seen.length)} kills; written/judged after each: ${seen.join(' ')}; uninterrupted ${wholeMs.toFixed(0)} ms; hashes ${resumed.file.samplesHash.slice(0, 12)} and ${expected.file.samplesHash.slice(0, 12)}`,
    );
    expect(withoutTimes(resumed.samples)).toEqual(withoutTimes(expected.samples));
    expect(resumed.file.samplesHash).toBe(expected.file.samplesHash);
  },
  600_000,
);

const withoutTimes = (samples: Awaited<ReturnType<typeof readEvaluation>>['samples']) =>
  samples.map((sample) => ({ ...sample, elapsedMs: 0 }));
