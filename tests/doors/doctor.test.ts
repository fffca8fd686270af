import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Checkup } from '../../main/lab/machine/doctor.ts';
import { engineNames } from '../../main/node/engines/open-engine.ts';
import { temporaryFolder } from '../lab/open-test-lab.ts';
import { lab } from './run-lab.ts';

it('the doctor knows every engine, and what to do for those that are missing', async () => {
  // Nothing that was measured on this machine before.
  process.env['HORNBOOK_ENGINES'] = join(temporaryFolder(), 'engines.json');
  const { code, stdout } = await lab('doctor', '--json', '--no-measure');
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as Checkup;
  expect(found.engines.map(({ name }) => name)).toEqual([...engineNames]);
  expect(found.recommended).toBe('onnxruntime');
  expect(found.sandbox.available).toBe(true);
  for (const { available, description, state } of found.engines) {
    expect(available).toBe(state.state === 'untried');
    expect(description.length).toBeGreaterThan(8);
  }
  const text = await lab('doctor', '--no-measure');
  expect(text.stdout).toMatch(/★ onnxruntime +not measured +ONNX Runtime \d/);
  expect(text.stdout).toContain('✓ sandbox: isolation');
});

it('building TensorFlow says what it lacks before it fetches anything', async () => {
  const { code, stdout, stderr } = await lab(
    'engines',
    'tensorflow',
    '--python',
    '/nowhere/python3',
    '--json',
  );
  expect(code).toBe(1);
  expect(stderr).toBe('');
  const supported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: supported ? 'python-missing' : 'unsupported-system' },
  });
});
