import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findCompiler } from '../../main/node/engines/tensorflow/compile-addon.ts';
import { findPython } from '../../main/node/engines/tensorflow/fetch-wheels.ts';
import { findTensorFlow, tensorFlowFolder } from '../../main/node/engines/tensorflow/library.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-tensorflow-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('where TensorFlow’s library is looked for', () => {
  test('HORNBOOK_TENSORFLOW, else the place for a user’s data', () => {
    expect(tensorFlowFolder({ HORNBOOK_TENSORFLOW: folder })).toBe(folder);
    if (process.platform === 'linux') {
      expect(tensorFlowFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/hornbook/tensorflow');
    }
  });

  test('only a folder with its record, its addon and the right kind counts', () => {
    const environment = { HORNBOOK_TENSORFLOW: folder };
    expect(findTensorFlow('cpu', environment)).toBeNull();
    mkdirSync(join(folder, 'cpu'));
    const record = { kind: 'cpu', tensorflow: '2.21.0', addon: 'tfjs_binding.node', kernels: 'kernels' };
    writeFileSync(join(folder, 'cpu', 'library.json'), JSON.stringify(record));
    expect(findTensorFlow('cpu', environment)).toBeNull();
    writeFileSync(join(folder, 'cpu', 'tfjs_binding.node'), '');
    expect(findTensorFlow('cpu', environment)).toEqual({
      kind: 'cpu',
      addon: join(folder, 'cpu', 'tfjs_binding.node'),
      kernels: join(folder, 'cpu', 'kernels'),
      version: '2.21.0',
      origin: 'built',
    });
  });
});

describe('what the build needs of the machine', () => {
  test('a Python with pip: says which was named and what to do', async () => {
    await expect(findPython(join(folder, 'python9'))).rejects.toMatchObject({
      code: 'python-missing',
      message: `${join(folder, 'python9')} is not a Python 3 with pip; name another with --python PATH.`,
    });
  });

  test('a compiler: says so when CXX names none', async () => {
    await expect(findCompiler({ CXX: join(folder, 'c++') })).rejects.toMatchObject({
      code: 'compiler-missing',
      message: `CXX names ${join(folder, 'c++')}, which does not run; set it to a C++17 compiler.`,
    });
  });
});
