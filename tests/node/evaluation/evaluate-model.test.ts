import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { generateBatch } from '../../../main/core/generation/generate.ts';
import { evaluateModel } from '../../../main/node/evaluation/evaluate-model.ts';
import { loadModel } from '../../../main/node/generation/load-model.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { noisyProblems, noisySettings, temporaryFolder, tinyModelFolder } from './fixture.ts';

const greedy = { ...noisySettings, samplesPerProblem: 1, temperature: 0 };

it('keeps the raw text with its pieces, leaves out what it is told to, and refuses another evaluation', async () => {
  const folder = temporaryFolder();
  const model = await loadModel(await tinyModelFolder(folder), { threads: 1 });
  const sandbox = await openSandbox({ workers: 1, checking: true });
  try {
    const out = join(folder, 'e');
    const request = {
      folder: out,
      id: 'e',
      run: { id: 'r', name: 'r', step: 7, checkpointHash: model.sha256! },
      benchmark: { name: 'noise', problems: noisyProblems(6) },
      settings: { ...greedy, without: ['Noise/5'] },
    };
    const { file, samples } = await evaluateModel(model, sandbox, request);
    expect(file).toMatchObject({
      formatVersion: 2,
      problems: 5,
      samples: 5,
      step: 7,
      isolation: sandbox.isolation,
    });
    expect(file.versions['hornbook']).toBeDefined();
    for (const { raw, pieces, logProbabilities, completion, prompt } of samples) {
      expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(raw.length);
      expect(logProbabilities).toHaveLength(pieces.length);
      expect(raw.startsWith(completion)).toBe(true);
      expect(prompt).toContain('def f');
    }
    expect(samples[0]).toMatchObject({ taskId: 'Noise/0', verdict: 'passed', trust: 'separate' });
    expect(samples[1]).toMatchObject({ taskId: 'Noise/1', verdict: 'wrong-answer' });

    // Asked again, nothing is done anew; asked for something else, the folder is refused.
    const again = await evaluateModel(model, refusingSandbox(sandbox), request);
    expect(again).toEqual({ file, samples });
    const other = { ...request, settings: { ...greedy, seed: 9 } };
    await expect(evaluateModel(model, sandbox, other)).rejects.toMatchObject({ code: 'evaluation-differs' });
  } finally {
    await sandbox.close();
    await model.close();
  }
});

const refusingSandbox = (sandbox: Sandbox): Sandbox => ({
  isolation: sandbox.isolation,
  workers: 1,
  run: () => Promise.reject(new Error('Nothing should run.')),
  check: () => Promise.reject(new Error('Nothing should run.')),
  close: () => Promise.resolve(),
});

it('writes the same greedily whatever the batch, and records nothing when the sandbox cannot run', async () => {
  const folder = temporaryFolder();
  const model = await loadModel(await tinyModelFolder(folder), { threads: 1 });
  try {
    const requests = noisyProblems(12).map((problem, at) => ({
      id: String(at),
      prompt: problem.kind === 'function' ? problem.prompt : '',
    }));
    const writeWith = async (slots: number, asked: typeof requests) => {
      const written = new Map<string, readonly number[]>();
      const settings = { sampling: { kind: 'greedy' } as const, maxNewTokens: 12, slots };
      for await (const { id, tokens } of generateBatch(model, asked, settings)) written.set(id, tokens);
      return written;
    };
    const together = await writeWith(32, requests);
    for (const slots of [1, 3, 8]) expect(await writeWith(slots, requests)).toEqual(together);
    expect(await writeWith(32, requests.slice(5, 6))).toEqual(new Map([['5', together.get('5')!]]));

    const broken: Sandbox = {
      isolation: 'permission',
      workers: 2,
      run: () => Promise.resolve({ verdict: 'unavailable', detail: 'No Python.', stdout: '', elapsedMs: 0 }),
      check: () =>
        Promise.resolve({ verdict: 'unavailable', detail: 'No Python.', stdout: '', elapsedMs: 0 }),
      close: () => Promise.resolve(),
    };
    const request = {
      folder: join(folder, 'e'),
      id: 'e',
      run: { id: 'r', name: 'r', checkpointHash: model.sha256! },
      benchmark: { name: 'noise', problems: noisyProblems(3) },
      settings: greedy,
    };
    const judged: unknown[] = [];
    await expect(
      evaluateModel(model, broken, request, { onJudged: (one) => judged.push(one) }),
    ).rejects.toMatchObject({ code: 'sandbox-unavailable', message: 'No Python.' });
    expect(judged).toEqual([]);
    const stop = AbortSignal.abort(new DOMException('Stopped.', 'AbortError'));
    await expect(evaluateModel(model, broken, request, { signal: stop })).rejects.toMatchObject({
      name: 'AbortError',
    });
  } finally {
    await model.close();
  }
});
