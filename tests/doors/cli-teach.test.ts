import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { readRecords } from '../../main/node/datasets/read-records.ts';
import { readLedger } from '../../main/node/teaching/ledger.ts';
import {
  answer,
  exerciseNamed,
  openTeacherServer,
  silent,
  type TeacherServer,
} from '../node/teaching/teacher-server.ts';
import { until } from '../lab/open-test-lab.ts';

const NAMES = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot'];
const KEY = 'sk-very-secret';

let folder: string;
let server: TeacherServer;
/** Answers that the server gives before it falls silent. */
let generous: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-teach-'));
  writeFileSync(join(folder, 'names.txt'), NAMES.join('\n'));
  writeFileSync(
    join(folder, 'exercise.md'),
    '---\nfor: exercise\nmax-tokens: 300\nslots:\n  name: one of names.txt\n---\n## Prompt\nWrite {{name}}.\n',
  );
  let given = 0;
  server = await openTeacherServer((prompt) => {
    const name = NAMES.find((one) => prompt.includes(one))!;
    return { reply: given++ < generous ? answer : silent, text: exerciseNamed(name) };
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The command as a person starts it, in a process of its own. */
function teach(...more: string[]) {
  const args = [
    'teach',
    'exercises',
    '--teacher',
    server.baseUrl,
    '--model',
    'tutor',
    '--key-variable',
    'TEST_KEY',
  ];
  args.push('--prompts', folder, '--out', join(folder, 'ds'), '--json', ...more);
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../main/doors/cli/main.ts'), ...args],
    {
      env: { ...process.env, TEST_KEY: KEY, HORNBOOK_PROJECT: join(folder, 'project') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, output, errors }));
  return { child, done };
}

describe('lab teach', () => {
  it('goes on after kill -9 without asking again for what it was given', async () => {
    generous = 3;
    const first = teach('--count', '6', '--at-once', '2');
    const answers = join(folder, 'ds-teaching');
    const answered = () => readLedger(answers).entries.filter(({ kind }) => kind === 'answered');
    await until('three answers and two open requests', () =>
      Promise.resolve(answered().length === 3 && server.asked.size === 5),
    );
    first.child.kill('SIGKILL');
    await first.done;
    expect(existsSync(join(folder, 'ds'))).toBe(false);
    const before = answered();

    generous = Infinity;
    const { code, output, errors } = await teach('--count', '6', '--at-once', '2').done;
    expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
    const result = JSON.parse(output) as Record<string, unknown>;
    expect(result).toMatchObject({ asked: 6, kept: 6, aside: 0, dropped: null, combinations: 6 });
    // Two requests were under way when it was killed: they are asked again, and counted as perhaps charged.
    expect(result['spent']).toMatchObject({ lostTokens: expect.any(Number) as number });
    expect((result['spent'] as { lostTokens: number }).lostTokens).toBeGreaterThan(600);
    expect([...server.paid.values()]).toEqual(NAMES.map(() => 1));
    expect([...server.asked.values()].sort()).toEqual([1, 1, 1, 1, 2, 2]);
    expect(readLedger(answers).entries.slice(0, 20)).toEqual(expect.arrayContaining(before));

    const dataset = await openDataset(join(folder, 'ds'));
    expect(dataset.manifest).toMatchObject({ operation: 'teach exercises', records: 6, scores: ['noticed'] });
    for await (const record of readRecords(dataset)) {
      const { name } = record.meta as { name: string };
      expect(record.text).toMatch(new RegExp(`^def ${name}\\(`));
      expect(record.meta).toMatchObject({ entryPoint: name, prompt: 'exercise.md' });
      expect(record.text).not.toContain('assert');
    }
    const written = ['answers.jsonl', 'outcomes.jsonl', 'teaching.json'].map((file) =>
      readFileSync(join(answers, file), 'utf8'),
    );
    expect(written.join('') + JSON.stringify(dataset.manifest)).not.toContain(KEY);
  });

  it('says clearly what is wrong before anything is asked', async () => {
    generous = 0;
    const { code, output } = await teach('--count', '2', '--prompt', 'textbook.md').done;
    expect(code).toBe(1);
    expect(JSON.parse(output)).toEqual({
      error: {
        code: 'prompt-file',
        message: 'The prompt textbook.md is for a textbook, and exercises are asked for.',
      },
    });
    expect(server.asked.size).toBe(0);
  });
});
