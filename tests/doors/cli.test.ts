import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, until } from '../lab/open-test-lab.ts';
import { lab, startLab, startLauncher } from './run-lab.ts';

/** A few small modules of real code. */
function sources(): string {
  const folder = join(temporaryFolder(), 'code');
  mkdirSync(folder);
  for (let file = 0; file < 12; file++) {
    const body = Array.from(
      { length: 20 },
      (_, i) => `def add_${file}_${i}(a, b):\n    """Adds ${i} to a and b."""\n    return a + b + ${i}\n`,
    );
    writeFileSync(join(folder, `part_${file}.py`), body.join('\n\n'));
  }
  return folder;
}

describe('wrong use', () => {
  it.each([
    [
      ['recipe', '--minutes', 'soon'],
      "Option '--minutes <M>' argument 'soon' is invalid. It must be a number above 0. See --help.",
    ],
    [['nonsense'], "Unknown command 'nonsense'. See --help."],
    [['judge', '--problems', 'a.jsonl'], "Required option '--samples <FILE>' not specified. See --help."],
    [['data', 'import'], "Required option '--out <DS>' not specified. See --help."],
    [['bench'], 'A command is missing. See --help.'],
    [
      ['train', '--data', 'd', '--out', 'o', '--steps', '1', '--minutes', '1'],
      'Give one of --steps, --minutes and --tokens. See --help.',
    ],
  ])('%j exits 2 with one sentence', async (args, sentence) => {
    expect(await lab(...args)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it('is one JSON document where that was asked for', async () => {
    const json = await lab('recipe', '--minutes', '0', '--json');
    expect(json).toMatchObject({ code: 2, stderr: '' });
    const message =
      "Option '--minutes <M>' argument '0' is invalid. It must be a number above 0. See --help.";
    expect(JSON.parse(json.stdout)).toEqual({ error: { code: 'usage', message } });
  });
});

describe('failures', () => {
  it('say in one sentence that a folder cannot be written to', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const out = join(file, 'project');
    const sentence = `${out} cannot be written: it, or a part of its path, is a file; choose another folder.`;
    expect(await lab('recipe', '--out', out)).toEqual({ code: 1, stdout: '', stderr: `${sentence}\n` });
    const json = await lab('recipe', '--out', out, '--json');
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toEqual({ error: { code: 'not-writable', message: sentence } });
    // Node's own recursive mkdir never returns from here.
    expect(await lab('recipe', '--out', '/proc/hornbook')).toMatchObject({ code: 1 });
  });

  it('say what is wrong with a vocabulary, a dataset, a preset, a model', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    expect(await lab('data', 'import', sources(), '--out', data)).toMatchObject({ code: 0 });
    const failing = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await lab(...args);
      expect([code, stdout]).toEqual([1, '']);
      return stderr.trimEnd().split('\n').at(-1)!;
    };
    expect(await failing('tokenizer', 'train', data, '--vocab', '200', '--out', join(folder, 't'))).toBe(
      'Vocabulary 200 is smaller than the 256 bytes and <|endoftext|> it must hold; choose 257 or more.',
    );
    expect(await failing('data', 'show', join(folder, 'none'))).toBe(
      `There is no dataset at ${join(folder, 'none')} (no manifest.json); check the path.`,
    );
    expect(await failing('train', '--data', data, '--preset', 'huge', '--out', join(folder, 'r'))).toBe(
      'There is no preset "huge"; choose one of nano, micro, mini, small, phi-1.',
    );
    expect(await failing('generate', '--model', join(folder, 'none'), '--prompt', 'x')).toBe(
      `There is no folder ${join(folder, 'none')}; give the folder of a model or of a run.`,
    );
    const shard = join(
      data,
      readdirSync(data).find((name) => name.endsWith('.parquet'))!,
    );
    const bytes = readFileSync(shard);
    bytes[bytes.length >> 1]! ^= 0xff;
    writeFileSync(shard, bytes);
    expect(await failing('data', 'show', data)).toMatch(
      /^Shard [\w-]+\.parquet of the dataset .* is damaged \(its content is not what was written\); make the dataset again, or restore that file from a copy\.$/,
    );
  });
});

describe('a run from data to text', () => {
  it('imports, trains, stops on Ctrl-C with exit 130, resumes and generates', async () => {
    const folder = temporaryFolder();
    const [data, run] = [join(folder, 'data'), join(folder, 'run')];
    const imported = await lab('data', 'import', sources(), '--out', data, '--json');
    expect(JSON.parse(imported.stdout)).toMatchObject({
      dataset: { records: 12, name: 'data' },
      refused: { binary: 0 },
    });

    const args = [
      'train',
      '--data',
      data,
      '--vocab',
      '300',
      '--out',
      run,
      '--batch',
      '2',
      '--context',
      '32',
      '--threads',
      '1',
    ];
    const training = startLauncher('lab', ...args, '--steps', '100000', '--eval-every', '100000');
    await until('the first step', () => training.stderr().includes('train: step'));
    training.child.kill('SIGINT');
    const stopped = await training.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toBe('');
    expect(stopped.stderr).toContain('Stopping: saving what is finished (Ctrl-C again ends at once).\n');
    expect(stopped.stderr).toMatch(
      /\nStopped at step \d+ of 100000 and saved; the same command with --resume goes on\.\n$/,
    );
    expect(existsSync(join(run, 'run.json'))).toBe(true);

    const again = await lab(...args, '--steps', '5');
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('already holds a run');

    const text = await lab('generate', '--model', run, '--prompt', 'def add', '--max-tokens', '4', '--json');
    expect(JSON.parse(text.stdout)).toMatchObject({
      completion: expect.any(String) as string,
      promptTokens: expect.any(Number) as number,
    });
  });
});

describe('the recipe', () => {
  it('leaves the sentence of its job', async () => {
    const out = join(temporaryFolder(), 'project');
    const run = await lab('recipe', '--out', out, '--raw', '/nowhere/at/all', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toEqual({
      error: { code: 'import-path', message: 'There is no file or folder /nowhere/at/all; check the path.' },
    });
  });

  it('stops when asked and says how to go on; killed, it says that', async () => {
    const out = join(temporaryFolder(), 'project');
    const jobs = join(out, 'jobs');
    /** The process of the job's session number so many, once it listens. */
    const pidOfSession = (session: number) =>
      until(`session ${session} of the job`, () => {
        const [job] = existsSync(jobs) ? readdirSync(jobs) : [];
        const events = job === undefined ? '' : join(jobs, job, 'events.jsonl');
        if (!existsSync(events)) return null;
        const pids = [...readFileSync(events, 'utf8').matchAll(/"type":"started","pid":(\d+)/g)];
        return pids[session - 1]?.[1];
      });

    const first = startLab('recipe', '--out', out, '--minutes', '0.1');
    await pidOfSession(1);
    first.child.kill('SIGINT');
    const kept = `what it finished is kept in ${out}, and the same command goes on from there.`;
    expect(await first.ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/was stopped; /) as string,
    });

    const second = startLab('recipe', '--out', out, '--minutes', '0.1');
    await until('the note', () => second.stderr().includes('Going on with the recipe that was stopped.'));
    process.kill(Number(await pidOfSession(2)), 'SIGKILL');
    const killed = await second.ended;
    expect(killed).toMatchObject({ code: 1, stdout: '' });
    expect(killed.stderr.trimEnd().split('\n').at(-1)).toBe(`The recipe's process was killed; ${kept}`);
    expect(readdirSync(jobs)).toHaveLength(1);
  });
});

it('the launcher passes output, JSON and exit codes through untouched', async () => {
  const help = await startLauncher('lab', '--help').ended;
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('Usage: lab');
  const wrong = await startLauncher(
    'lab',
    'judge',
    '--problems',
    '/nowhere',
    '--samples',
    '/nowhere',
    '--json',
  ).ended;
  expect(wrong).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(wrong.stdout)).toEqual({
    error: { code: 'file-missing', message: 'There is no file /nowhere.' },
  });
  expect(await startLauncher('dance').ended).toEqual({
    code: 2,
    stdout: '',
    stderr: 'There is no command "dance"; use start, lab, test or package.\n',
  });
});
