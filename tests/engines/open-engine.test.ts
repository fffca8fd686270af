import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../../main/core/failure.ts';
import { defaultEngine, engineNamed, engineNames, openEngine } from '../../main/node/engines/open-engine.ts';

describe('an engine by its name', () => {
  test('is known, or the names there are get listed', () => {
    for (const name of engineNames) expect(engineNamed(name)).toBe(name);
    expect(() => engineNamed('pytorch')).toThrow(Failure);
    expect(() => engineNamed('pytorch')).toThrow(
      /^There is no engine called pytorch; choose one of onnxruntime, .*, tfjs-cpu \(lab doctor says which/,
    );
  });

  test.each(['onnxruntime', 'tfjs-wasm', 'tfjs-cpu'] as const)(
    '%s comes with the lab and says what it is',
    async (name) => {
      const engine = await openEngine(name);
      expect(engine.name).toBe(name);
      expect(engine.description).toMatch(/\d+\.\d+\.\d+ .*CPU, \d+ threads?$/);
      await engine.close();
    },
  );

  test('is onnxruntime where nothing is said', () => {
    expect(defaultEngine).toBe('onnxruntime');
  });

  test('that is not here says in a sentence what to do', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'hornbook-no-tensorflow-'));
    vi.stubEnv('HORNBOOK_TENSORFLOW', empty);
    await expect(openEngine('tfjs-node')).rejects.toMatchObject({
      name: 'Failure',
      code: 'engine-missing',
      message: expect.stringMatching(/is not built here; npm run engines:tensorflow .*\.$/) as string,
    });
    vi.unstubAllEnvs();
    await rm(empty, { recursive: true });
  });
});
