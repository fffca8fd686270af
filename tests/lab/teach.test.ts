import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { teachCalls } from '../../main/lab/teaching/teach-calls.ts';
import { closeLabParts, openLabParts } from '../../main/lab/lab.ts';
import { answer, exerciseNamed, openTeacherServer, saying } from '../node/teaching/teacher-server.ts';
import { temporaryFolder, until } from './open-test-lab.ts';

const NAMES = ['alpha', 'bravo', 'charlie'];

describe('teaching in the window', () => {
  it('estimates, starts, shows what came of each lesson, and sends back what did not hold', async () => {
    const project = temporaryFolder();
    const parts = await openLabParts({ projectPath: project, door: 'browser' });
    onTestFinished(() => closeLabParts(parts));
    const server = await openTeacherServer((prompt) => {
      const name = NAMES.find((one) => prompt.includes(`called ${one}`))!;
      const wrong = name === 'bravo' && !prompt.includes('it cannot be used');
      return { reply: wrong ? saying('no') : answer, text: exerciseNamed(name) };
    });
    onTestFinished(() => server.close());
    const calls = teachCalls(parts);

    await calls['teach.savePrompt']({ file: 'function-names.txt', text: NAMES.join('\n') });
    for (const file of ['difficulties.txt', 'phrasings.txt']) await calls['teach.savePrompt']({ file, text: 'plain' });
    const { prompts, lists, teachings } = await calls['teach.view'](undefined);
    expect(teachings).toEqual([]);
    expect(prompts.find(({ file }) => file === 'exercise.md')).toMatchObject({
      error: null,
      edited: false,
      combinations: 3,
      slots: [
        { name: 'name', type: 'one of function-names.txt', values: 3 },
        { name: 'difficulty', type: 'one of difficulties.txt', values: 1 },
        { name: 'phrasing', type: 'one of phrasings.txt', values: 1 },
      ],
    });
    expect(lists.find(({ file }) => file === 'function-names.txt')).toMatchObject({ lines: 3, edited: true, builtIn: true });
    expect(
      await calls['teach.estimate']({ lessons: 'exercises', teacher: 'endpoint', count: 10, promptPrice: 1, answerPrice: 2 }),
    ).toMatchObject({
      lessons: 3,
      combinations: 3,
      answerTokensAtMost: 2700,
      usedUp: 'The lists of exercise.md make 3 different lessons (3 name × 1 difficulty × 1 phrasing), and 10 were asked for; add lines to a list for more.',
    });

    const parameters = { teacher: 'endpoint', address: server.baseUrl, model: 'tutor', count: 3, answerPrice: undefined };
    const finish = async (start: Awaited<ReturnType<(typeof calls)['teach.start']>>) => {
      if (start.state === 'refused') throw new Error(JSON.stringify(start.problems));
      const jobId = start.job.id;
      return until('the lessons to end', async () => {
        const view = await calls['teach.teaching']({ jobId });
        if (view.job.error !== null) throw new Error(view.job.error.message);
        return view.ended === null ? null : { ...view, jobId };
      });
    };
    const first = await finish(await calls['teach.start']({ lessons: 'exercises', parameters }));
    expect(first).toMatchObject({ teacher: 'tutor', kept: 2, aside: 1, canRepair: true, writing: [] });
    expect(first.recent.find(({ verdict }) => verdict === 'aside')).toMatchObject({
      about: 'bravo · plain · plain',
      reason: 'there is no Python in it',
      text: 'no',
    });
    expect(first.ended?.dropped).not.toBeNull();

    const second = await finish(await calls['teach.repair']({ jobId: first.jobId }));
    expect(second).toMatchObject({ kept: 3, aside: 0, repaired: 1, canRepair: false });
    expect([...server.paid.values()]).toEqual([1, 1, 1, 1]);
    expect((await calls['teach.view'](undefined)).teachings.map(({ repair }) => repair)).toEqual([true, false]);

    mkdirSync(join(project, 'prompts'), { recursive: true });
    writeFileSync(join(project, 'prompts', 'broken.md'), '---\nfor: exercise\n---\n## Prompt\n{{x}}');
    const broken = (await calls['teach.view'](undefined)).prompts.find(({ file }) => file === 'broken.md');
    expect(broken?.error).toMatch(/the slot x is used and not declared/);
    await expect(calls['teach.savePrompt']({ file: 'exercise.md', text: 'x' })).rejects.toMatchObject({ code: 'prompt-file' });
  });
});
