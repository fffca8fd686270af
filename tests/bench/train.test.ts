import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { presets } from '../../main/core/model/config.ts';
import { parameterCount } from '../../main/core/model/parameters.ts';
import { startPeerTraining } from '../../main/node/bench/peer/pytorch.ts';
import { median } from '../../main/node/bench/timing.ts';
import { benchTrain } from '../../main/node/bench/train.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-bench-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** An interpreter that speaks the peers' protocol without Python: it answers every line as it is told. */
function interpreter(name: string, greeting: string, answer: string): string {
  const path = join(folder, name);
  const lines = [
    '#!/bin/sh',
    'read request',
    `echo '${greeting}'`,
    'while read line; do',
    `echo '${answer}'`,
  ];
  writeFileSync(path, `${[...lines, 'done'].join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
}

const peer = (python: string): ReturnType<typeof startPeerTraining> =>
  startPeerTraining(python, 'pytorch-eager', presets.nano, { batch: 1, context: 4 }, new Int32Array(5), 1);

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('measures a preset beside plain products, and each peer by its own clock', async () => {
  const python = interpreter('fast', '{"version":"9.9"}', '{"seconds":0.001}');
  const notes: string[] = [];
  const measured = await benchTrain({
    presets: ['nano'],
    samples: 1,
    peer: python,
    onNote: (note) => {
      notes.push(note);
    },
  });
  const { nano } = measured.presets;
  expect(nano).toMatchObject({ parameters: parameterCount(presets.nano), batch: 16, context: 256 });
  expect(nano!.tokensPerSecond).toBeGreaterThan(0);
  expect(nano!.shareOfSgemm).toBeCloseTo(nano!.gflops / measured.sgemmGflops, 10);
  for (const name of ['pytorch-eager', 'pytorch-compile']) {
    const { version, tokensPerSecond, ratio } = nano!.peers[name]!;
    expect(version).toBe('9.9');
    expect(tokensPerSecond % (16 * 256 * 1000)).toBe(0);
    expect(ratio).toBeCloseTo(nano!.tokensPerSecond / tokensPerSecond, 10);
  }
  expect(notes).toContain('nano: sample 1 of 1');
});

test('a peer that this machine cannot run says why, and stands in nobody’s way', async () => {
  const python = interpreter('bare', '{"missing":"InvalidCxxCompiler: no compiler"}', '');
  expect(await peer(python)).toEqual({ missing: 'InvalidCxxCompiler: no compiler' });
});

test('an interpreter without PyTorch is refused with what to do', async () => {
  const python = interpreter('empty', '{"missing":"No module named torch"}', '');
  await expect(peer(python)).rejects.toThrow(/has no PyTorch \(No module named torch\); install it/);
});

test('an interpreter that is not there, or ends at once, is refused', async () => {
  await expect(peer(join(folder, 'absent'))).rejects.toThrow(/did not run the comparison \(.*ENOENT/);
  const path = join(folder, 'broken');
  writeFileSync(path, '#!/bin/sh\necho "no such option" >&2\nexit 3\n');
  chmodSync(path, 0o755);
  await expect(peer(path)).rejects.toThrow(/did not run the comparison \(no such option\)/);
});
