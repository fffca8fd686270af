import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBubblewrap } from '../../../main/node/sandbox/bubblewrap.ts';
import { InterpreterProcess } from '../../../main/node/sandbox/interpreter-process.ts';
import { findLaunch } from '../../../main/node/sandbox/launch.ts';
import { nodeHost } from '../../../main/node/sandbox/node-host.ts';
import { defaultLimits, openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { cacheFolder } from '../../../main/node/files/user-folders.ts';
import { findSnapshot } from '../../../main/node/sandbox/snapshot.ts';
import { sandboxContract } from './contract.ts';
import { whyNotNative } from './why-not-native.ts';

const limits = { timeMs: 800, memoryBytes: 128 * 1024 * 1024, outputBytes: 64 * 1024 };
const open = (bubblewrap: boolean) => () => openSandbox({ workers: 2, checking: true, bubblewrap, limits });
sandboxContract('the Node host', open(false));
const box = findBubblewrap(process.execPath);
if (box.kind === 'works') sandboxContract('the Node host in Bubblewrap', open(true));
else it.skip(`the Node host in Bubblewrap (${box.note})`);

const native = whyNotNative();
if (native === null)
  sandboxContract('a native CPython in Bubblewrap', () =>
    openSandbox({ workers: 2, checking: true, isolation: 'native', limits }),
  );
else it.skip(`a native CPython in Bubblewrap (${native})`);

describe('one process leaves nothing of a program to the next', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'hornbook-state-'));
  let interpreter: InterpreterProcess;
  beforeAll(async () => {
    const launch = findLaunch();
    const snapshot = await findSnapshot(launch, cacheFolder(), cwd);
    const host = nodeHost(launch, { snapshot, code: null, memoryBytes: defaultLimits.memoryBytes }, cwd);
    interpreter = new InterpreterProcess(host, null);
    expect(await interpreter.ready).toBe(true);
  });
  afterAll(async () => {
    interpreter.kill();
    await interpreter.exited;
    rmSync(cwd, { recursive: true, force: true });
  });

  it.each([
    [
      'a builtin',
      'import builtins\nbuiltins.len = lambda x: 7\nbuiltins.leak = 1',
      'assert len([1]) == 1\nassert "leak" not in dir(__builtins__)',
    ],
    [
      'a module',
      'import math\nmath.pi = 3\nmath.sqrt = abs',
      'import math\nassert math.pi > 3.1 and math.sqrt(4) == 2',
    ],
    [
      'a file',
      'open("/tmp/leak", "w").write("x")\nimport os\nos.makedirs("/a/b/c")\nopen("/a/b/c/d", "w").write("y")',
      'import os\nassert os.listdir("/tmp") == [] and not os.path.exists("/a")',
    ],
    ['a deleted folder', 'import os\nos.rmdir("/tmp")', 'import os\nassert os.path.isdir("/tmp")'],
    [
      'the standard library archive',
      'import sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nopen(path, "wb").write(b"")',
      'import wave, colorsys, sched',
    ],
    ['the working folder', 'import os\nos.chdir("/")', 'import os\nassert os.getcwd() == "/home/pyodide"'],
    [
      'the recursion limit',
      'import sys\nsys.setrecursionlimit(50)',
      'def f(n): return n and f(n - 1)\nassert f(300) == 0',
    ],
    ['the environment', 'import os\nos.environ["LEAK"] = "1"', 'import os\nassert "LEAK" not in os.environ'],
    [
      'an imported module',
      'import sys\nsys.modules["collections"] = None\nsys.path.insert(0, "/evil")',
      'import collections, sys\nassert collections and "/evil" not in sys.path',
    ],
    [
      'the decimal context',
      'import decimal\ndecimal.getcontext().prec = 2',
      'import decimal\nassert decimal.getcontext().prec == 28',
    ],
    ['global names', 'leak = 1', 'assert "leak" not in globals()'],
    [
      'open files',
      'keep = [open("/tmp/%d" % i, "w") for i in range(50)]',
      'f = open("/tmp/x", "w")\nassert f.fileno() == 3',
    ],
    ['a closed standard output', 'import sys\nsys.stdout = None', 'print("out")'],
    [
      'a profiler and a trace',
      'import sys\nsys.settrace(lambda *a: 1 / 0)\nsys.setprofile(lambda *a: 1 / 0)',
      'def f(): return 1\nassert f() == 1',
    ],
    ['a grown heap', 'x = bytearray(20 * 2**20)', 'assert bytes(bytearray(2**20)) == bytes(2**20)'],
    [
      'an exception half handled',
      'try:\n    1 / 0\nfinally:\n    raise KeyError',
      'import sys\nassert sys.exc_info() == (None, None, None)',
    ],
  ])('%s', async (_what, first, second) => {
    const poisoned = await interpreter.run(first, defaultLimits);
    expect(poisoned.reusable).toBe(true);
    const next = await interpreter.run(second, defaultLimits);
    expect(next).toMatchObject({ verdict: 'passed', reusable: true });
  });

  it('is replaced when a program closed its standard output for good', async () => {
    const result = await interpreter.run('import os\nos.close(1)', defaultLimits);
    expect(result.reusable).toBe(false);
  });
});

describe('start-up', () => {
  it('makes a damaged snapshot again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hornbook-cache-'));
    const launch = findLaunch();
    const path = join(folder, `${launch.key}.snapshot`);
    writeFileSync(path, 'half a snapshot');
    expect(await findSnapshot(launch, folder, folder)).toBe(path);
    expect(readdirSync(folder)).toEqual([`${launch.key}.snapshot`]);
    expect(statSync(path).size).toBeGreaterThan(10_000_000);
    const sandbox = await openSandbox({ workers: 1, cacheFolder: folder });
    expect((await sandbox.run({ source: 'x = 1' })).verdict).toBe('passed');
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('does without a snapshot where none can be kept', async () => {
    const sandbox = await openSandbox({ workers: 1, cacheFolder: '/dev/null/nowhere' });
    expect((await sandbox.run({ source: 'import math\nassert math.pi > 3' })).verdict).toBe('passed');
    await sandbox.close();
  });

  it('refuses a pool of nothing', async () => {
    await expect(openSandbox({ workers: 0 })).rejects.toThrow('The sandbox needs one worker or more, got 0.');
  });
});
