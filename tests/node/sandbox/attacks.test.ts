import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { attacks } from './attacks.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-decoy-'));
const decoy = join(folder, 'decoy.txt');
const trace = join(folder, 'trace.txt');
const secret = 'the-decoy-was-read';
let sandbox: Sandbox;

beforeAll(async () => {
  writeFileSync(decoy, secret);
  process.env['HORNBOOK_TEST_SECRET'] = secret;
  sandbox = await openSandbox({ workers: 2, limits: { timeMs: 700, memoryBytes: 128 * 1024 * 1024 } });
});

afterAll(async () => {
  await sandbox.close();
  delete process.env['HORNBOOK_TEST_SECRET'];
  rmSync(folder, { recursive: true, force: true });
});

const wrong =
  '\ndef answer():\n    return 41\n\ndef check(candidate):\n    assert candidate() == 42\n\ncheck(answer)\n';
const innocent = `
import builtins, math, os, sys
assert [str(1), type(1), isinstance(1, int)] == ['1', int, True]
assert math.pi > 3 and not os.path.exists('/tmp/fill') and not os.path.exists('/host')
assert sys.getrecursionlimit() <= 1000
print(sum(range(10)))
`;

describe('an attack neither passes, nor escapes, nor touches the next program', () => {
  it.concurrent.each(attacks(decoy, trace))('$name', { timeout: 30_000 }, async ({ source }) => {
    const result = await sandbox.run({ source: source + wrong });
    expect(result.verdict).not.toBe('passed');
    expect(result.verdict).not.toBe('unavailable');
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(existsSync(trace)).toBe(false);
    const next = await sandbox.run({ source: innocent });
    expect(next).toMatchObject({ verdict: 'passed', stdout: '45\n' });
  });
});
