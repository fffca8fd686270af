import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaygroundRead, StreamedToken } from '../../preload/contract/playground.ts';
import { childProcessHost, type Companion, type JobHost } from '../../main/jobs/job-host.ts';
import type { Playground } from '../../main/lab/playground/playground.ts';
import { openPlayground } from '../../main/lab/playground/playground.ts';
import { writeCheckpoint } from '../../main/node/checkpoints/write-checkpoint.ts';
import { openProject, type Project } from '../../main/node/projects/project.ts';
import { tinyContents } from '../node/checkpoints/tiny-checkpoint.ts';

/** A real process with a real model of random weights: what it writes is noise, and always the same noise. */
describe('the playground', () => {
  let folder: string;
  let project: Project;
  let playground: Playground;
  const companions: Companion[] = [];
  const host: JobHost = {
    ...childProcessHost,
    accompany: (...given) => {
      const companion = childProcessHost.accompany(...given);
      companions.push(companion);
      return companion;
    },
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hornbook-playground-'));
    project = openProject(join(folder, 'project'));
    mkdirSync(join(project.path, 'models'));
    for (const step of [1, 2]) await writeCheckpoint(join(project.path, 'models', `step-${step}`), tinyContents(step));
    playground = openPlayground(project, host);
  });
  afterAll(() => {
    playground.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = {
    model: 'models/step-1',
    prompt: 'def add(x):\n',
    temperature: 0,
    topP: 1,
    topK: 0,
    maxTokens: 12,
    seed: 1,
    stopAtFunctionEnd: false,
  };

  /** Reads a stream to its end, as a window does. */
  async function readAll(id: string): Promise<{ tokens: StreamedToken[]; last: PlaygroundRead['progress'] }> {
    const tokens: StreamedToken[] = [];
    for (;;) {
      const read = await playground.read({ id, after: tokens.length });
      tokens.push(...read.tokens);
      if (read.progress.state !== 'loading' && read.progress.state !== 'writing') {
        return { tokens, last: read.progress };
      }
    }
  }

  it('writes token by token with what else was likely, the same for the same seed', async () => {
    const { tokens, last } = await readAll(playground.start(ask).id);
    expect(last).toMatchObject({ state: 'done' });
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.length).toBeLessThanOrEqual(12);
    for (const { token, logProbability, alternatives } of tokens) {
      const chances = alternatives.map((other) => other.logProbability);
      expect(chances).toEqual([...chances].sort((a, b) => b - a));
      // Greedy: the chosen one is the likeliest.
      expect(alternatives[0]).toMatchObject({ token, logProbability });
    }
    const again = await readAll(playground.start(ask).id);
    expect(again.tokens).toEqual(tokens);
  });

  it('lets two models write at once, and each keeps to its own', async () => {
    const [one, other] = [playground.start(ask).id, playground.start({ ...ask, model: 'models/step-2' }).id];
    const [first, second] = await Promise.all([readAll(one), readAll(other)]);
    expect(first.last.state).toBe('done');
    expect(second.last.state).toBe('done');
    const alone = await readAll(playground.start({ ...ask, model: 'models/step-2' }).id);
    expect(second.tokens).toEqual(alone.tokens);
    expect(first.tokens).not.toEqual(second.tokens);
  });

  it('stops when it is told to', async () => {
    const { id } = playground.start({ ...ask, temperature: 1, maxTokens: 4_000 });
    playground.stop(id);
    // The context of so small a model fills up soon; whichever came first, the stream has ended.
    expect(['stopped', 'done']).toContain((await readAll(id)).last.state);
  });

  it('says in a sentence what is wrong with a model, and goes on', async () => {
    const { last } = await readAll(playground.start({ ...ask, model: 'models/gone' }).id);
    expect(last).toMatchObject({ state: 'failed', message: expect.stringContaining('gone') as string });
    expect((await readAll(playground.start(ask).id)).last.state).toBe('done');
    await expect(playground.read({ id: 'unknown', after: 0 })).rejects.toThrow(/write it again/);
  });

  it('runs what was written in the sandbox, with its asserts or alone', async () => {
    const program = 'def double(x):\n    return x + x\n';
    const passed = await playground.judge({ program, asserts: 'assert double(2) == 4' });
    expect(passed).toMatchObject({ verdict: 'passed' });
    expect(passed.isolation).not.toBe('');
    const wrong = await playground.judge({ program, asserts: 'assert double(2) == 5' });
    expect(wrong.verdict).toBe('wrong-answer');
    const printed = await playground.judge({ program: 'print(6 * 7)', asserts: '' });
    expect(printed).toMatchObject({ verdict: 'passed', stdout: '42\n' });
  });

  it('tells whoever waits when its process is gone, and starts another', async () => {
    const { id } = playground.start({ ...ask, model: 'models/step-2' });
    companions.at(-1)!.end();
    const { last } = await readAll(id);
    if (last.state !== 'done') expect(last).toMatchObject({ state: 'failed', code: 'playground-ended' });
    await companions.at(-1)!.exited;
    expect((await readAll(playground.start(ask).id)).last.state).toBe('done');
  });

  it('ends its process when nobody has asked for a while', async () => {
    const started = companions.length;
    const short = openPlayground(project, host, { idleMs: 50 });
    await (async () => {
      const { id } = short.start(ask);
      for (;;) {
        const { progress } = await short.read({ id, after: 1_000 });
        if (progress.state === 'done') break;
      }
    })();
    expect(companions.length).toBe(started + 1);
    await companions.at(-1)!.exited;
  });
});
