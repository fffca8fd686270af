import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm test`: types, lint, format and every test, each counted; the last line is the sum. With arguments
 * (`npm test -- tests/core`) only those tests run.
 */
const root = join(import.meta.dirname, '..', '..');
const bin = (...path: string[]): string => join(root, 'node_modules', ...path);

type Tally = { passed: number; failed: number; skipped: number };

type Check = { readonly name: string; readonly script: string; readonly args: readonly string[] };

const checks: readonly Check[] = [
  { name: 'types', script: bin('typescript', 'bin', 'tsc'), args: ['--build'] },
  {
    name: 'types of components',
    script: bin('svelte-check', 'bin', 'svelte-check'),
    args: ['--tsconfig', 'tsconfig.renderer.json', '--fail-on-warnings', '--output', 'human'],
  },
  { name: 'lint', script: bin('eslint', 'bin', 'eslint.js'), args: ['.', '--max-warnings', '0'] },
  {
    name: 'format',
    script: bin('prettier', 'bin', 'prettier.cjs'),
    args: ['--check', '--log-level', 'warn', '.'],
  },
];

function runCheck({ name, script, args }: Check): Tally {
  const start = performance.now();
  const done = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const passed = done.status === 0;
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (!passed) console.log(`${done.stdout}${done.stderr}`.trimEnd());
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

type VitestResults = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

function runTests(args: readonly string[]): Tally {
  const results = join(root, 'out', 'test-results.json');
  mkdirSync(join(root, 'out'), { recursive: true });
  rmSync(results, { force: true });
  const done = spawnSync(
    process.execPath,
    [
      bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      ...args,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (!existsSync(results)) return { passed: 0, failed: 1, skipped: 0 };
  const found = JSON.parse(readFileSync(results, 'utf8')) as VitestResults;
  // A file that fails before its first test has no tests to count.
  const broken = found.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = found.numFailedTests + broken;
  return {
    passed: found.numPassedTests,
    // An error outside of any test fails the run without failing a test.
    failed: failed === 0 && done.status !== 0 ? 1 : failed,
    skipped: found.numPendingTests,
  };
}

const args = process.argv.slice(2);
const tallies = args.length > 0 ? [] : checks.map(runCheck);
tallies.push(runTests(args));
const sum = (key: keyof Tally): number => tallies.reduce((total, tally) => total + tally[key], 0);
const skipped = sum('skipped');
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
