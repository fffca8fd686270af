import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cardsOf, findNvidia } from '../../main/node/engines/doctor/nvidia.ts';
import { engineTitles, findEngine } from '../../main/node/engines/doctor/presence.ts';
import { computesRight, recommended } from '../../main/node/engines/doctor/recommend.ts';
import { readRecords, writeRecord } from '../../main/node/engines/doctor/records.ts';
import type { EngineCheck } from '../../main/node/engines/doctor/examine.ts';
import { tryEngine } from '../../main/node/engines/doctor/try-engine.ts';
import { engineNames, type EngineName } from '../../main/node/engines/open-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-doctor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function ready(name: EngineName, tokensPerSecond: number, loss = 6.2): EngineCheck {
  const speed = { tokensPerSecond, batch: 8, context: 256, loss };
  const state = { state: 'ready', description: name, speed, triedAt: 0 } as const;
  return { name, ...engineTitles[name], version: '1.0.0', state };
}

describe('the recommended engine', () => {
  test('is the fastest that was measured', () => {
    expect(
      recommended([ready('onnxruntime', 900), ready('tfjs-node-gpu', 40_000), ready('tfjs-cpu', 3)]),
    ).toBe('tfjs-node-gpu');
  });

  test('is the one that comes with the lab where none was', () => {
    const untried: EngineCheck = { ...ready('tfjs-webgpu', 1), state: { state: 'untried' } };
    expect(recommended([untried])).toBe('onnxruntime');
  });

  test('is never one whose first loss is another', () => {
    const wrong = ready('onnxruntime-webgpu', 50_000, 0.3);
    const checks = [ready('onnxruntime', 900), wrong];
    expect(computesRight(wrong, checks)).toBe(false);
    expect(recommended(checks)).toBe('onnxruntime');
  });
});

describe('NVIDIA’s cards', () => {
  test('are read from the table of nvidia-smi', () => {
    expect(cardsOf('NVIDIA GeForce RTX 4090, 550.54.14, 24564\nTesla T4, 550.54.14, 15360\n')).toEqual([
      { name: 'NVIDIA GeForce RTX 4090', driver: '550.54.14', memoryMiB: 24_564 },
      { name: 'Tesla T4', driver: '550.54.14', memoryMiB: 15_360 },
    ]);
    expect(cardsOf('\n')).toEqual([]);
  });

  test('are none without the tool, and the tool’s own words where it fails', async () => {
    expect(await findNvidia(join(folder, 'no-such-tool'))).toEqual({ state: 'none' });
    const tool = join(folder, 'nvidia-smi');
    writeFileSync(
      tool,
      '#!/bin/sh\necho "NVIDIA-SMI has failed: driver/library version mismatch"\nexit 18\n',
      {
        mode: 0o755,
      },
    );
    expect(await findNvidia(tool)).toEqual({
      state: 'broken',
      why: 'NVIDIA-SMI has failed: driver/library version mismatch',
    });
  });
});

describe('what is missing', () => {
  test('says why in a sentence, and gives a command where one helps', () => {
    for (const name of engineNames) {
      const presence = findEngine(name, { state: 'none' });
      if (presence.state === 'installed') expect(presence.version).toMatch(/^\d+\.\d+/);
      else expect(presence.why).toMatch(/^[A-Zo].{20,}\.$/);
    }
    expect(findEngine('tfjs-node-gpu', { state: 'none' })).toMatchObject({ state: 'missing', command: null });
    const cards = [{ name: 'Tesla T4', driver: '550', memoryMiB: 15_360 }];
    expect(findEngine('onnxruntime-cuda', { state: 'found', cards })).toMatchObject({ state: 'missing' });
  });

  test('the engines that come with the lab never are', () => {
    for (const name of ['onnxruntime', 'tfjs-wasm', 'tfjs-cpu'] as const) {
      expect(findEngine(name, { state: 'none' })).toMatchObject({ state: 'installed' });
    }
  });
});

describe('records of measurements', () => {
  const path = join(folder, 'cache', 'engines.json');
  const failed = {
    state: 'failed',
    code: 'engine-crashed',
    message: 'Its process ended with SIGSEGV.',
  } as const;

  test('are kept for this machine, one for each engine, and not for another', () => {
    writeRecord('here', 'tfjs-cpu', { version: '4.22.0', triedAt: 1, result: failed }, path);
    writeRecord('here', 'onnxruntime', { version: '1.30.0', triedAt: 2, result: failed }, path);
    expect(Object.keys(readRecords('here', path)).sort()).toEqual(['onnxruntime', 'tfjs-cpu']);
    expect(readRecords('there', path)).toEqual({});
  });

  test('that cannot be read are none', () => {
    writeFileSync(path, '{"machine": "here", "engines": {"pytorch": 1}}');
    expect(readRecords('here', path)).toEqual({});
    writeFileSync(path, 'half a f');
    expect(readRecords('here', path)).toEqual({});
  });
});

describe('trying an engine in a process of its own', () => {
  test('measures real steps of nano', async () => {
    const result = await tryEngine('onnxruntime');
    expect(result).toMatchObject({ state: 'measured', description: expect.stringContaining('onnxruntime') });
    if (result.state !== 'measured') return;
    expect(result.speed.tokensPerSecond).toBeGreaterThan(10);
    // A fresh model knows nothing: about the logarithm of the vocabulary of 512.
    expect(Math.abs(result.speed.loss - Math.log(512))).toBeLessThan(0.5);
  });

  test('says so when the process dies or takes too long, and throws nothing', async () => {
    const environment = { ...process.env, NODE_OPTIONS: '--no-such-option' };
    const died = await tryEngine('onnxruntime', { environment });
    expect(died).toMatchObject({ state: 'failed', code: 'engine-crashed' });
    expect(died.state === 'failed' && died.message).toMatch(/^Its process ended with code 9: /);
    expect(await tryEngine('onnxruntime', { timeoutMs: 1 })).toEqual({
      state: 'failed',
      code: 'engine-slow',
      message: 'It did not finish one step of nano within 0.001 s and was ended.',
    });
  });

  test('passes on what the engine itself says', async () => {
    const environment = { ...process.env, HORNBOOK_TENSORFLOW: join(folder, 'nothing') };
    expect(await tryEngine('tfjs-node', { environment })).toEqual({
      state: 'failed',
      code: 'engine-missing',
      message:
        'TensorFlow’s native library is not built here; npm run engines:tensorflow fetches it from PyPI and builds it.',
    });
  });
});
