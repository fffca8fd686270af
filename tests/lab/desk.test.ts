import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDesk } from '../../main/lab/desk.ts';
import { openSettings } from '../../main/lab/machine/settings.ts';
import { moveAcrossDisks } from '../../main/node/projects/move-project.ts';
import { scriptedJob, temporaryFolder, until } from './open-test-lab.ts';

async function openTestDesk() {
  const folder = temporaryFolder();
  const lab = await openDesk({
    projectPath: join(folder, 'first'),
    door: 'browser',
    jobEntry: () => scriptedJob,
    settings: openSettings(join(folder, 'settings.json')),
  });
  onTestFinished(() => lab.close());
  const changes: string[] = [];
  lab.onChange(({ subject }) => changes.push(subject));
  return { folder, lab, changes };
}

const order = { minutes: 1, seed: 1, rawPaths: [], steps: 10_000, sleepMs: 5 };

describe('a window on projects', () => {
  it('makes a project, opens another, and knows both the next time', async () => {
    const { folder, lab, changes } = await openTestDesk();
    const list = await lab.calls['projects.create']({ name: 'second' });
    expect(list.map(({ name, isOpen }) => [name, isOpen])).toEqual([
      ['second', true],
      ['first', false],
    ]);
    expect((await lab.calls['system.info'](undefined)).projectPath).toBe(join(folder, 'second'));
    expect(lab.project.path).toBe(join(folder, 'second'));
    expect(changes).toContain('project');
    await lab.calls['projects.open']({ path: join(folder, 'first') });
    expect(lab.project.path).toBe(join(folder, 'first'));
    expect((await lab.calls['projects.list'](undefined)).map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('hears of jobs of the project that is open, also after the exchange', async () => {
    const { lab, changes } = await openTestDesk();
    await lab.calls['projects.create']({ name: 'second' });
    changes.length = 0;
    const job = await lab.calls['recipe.start'](order);
    await until('news of the job', () => changes.includes('jobs'));
    await lab.calls['jobs.stop']({ id: job.id, save: false });
  });

  it('stays where it is when a folder is no project, is not there, or a name is none', async () => {
    const { folder, lab } = await openTestDesk();
    mkdirSync(join(folder, 'photos'));
    const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: expect.stringMatching(/^project-/) as string });
    await refused(lab.calls['projects.open']({ path: join(folder, 'photos') }));
    await refused(lab.calls['projects.open']({ path: join(folder, 'nowhere') }));
    await refused(lab.calls['projects.open']({ path: 'relative' }));
    await refused(lab.calls['projects.create']({ name: '../up' }));
    await refused(lab.calls['projects.create']({ name: 'first' }));
    expect(lab.project.path).toBe(join(folder, 'first'));
    expect(await lab.calls['jobs.list'](undefined)).toEqual([]);
  });

  it('moves its project with all that is in it, and not while a job runs', async () => {
    const { folder, lab } = await openTestDesk();
    const job = await lab.calls['recipe.start'](order);
    const to = join(folder, 'elsewhere', 'moved');
    await expect(lab.calls['projects.move']({ to })).rejects.toMatchObject({ code: 'project-busy' });
    await lab.calls['jobs.stop']({ id: job.id, save: false });
    await until('the job to end', async () =>
      (await lab.calls['jobs.list'](undefined)).every(({ state }) => state === 'stopped'),
    );
    const list = await lab.calls['projects.move']({ to });
    expect(list[0]).toMatchObject({ path: to, isOpen: true });
    expect(list.map(({ path }) => path)).not.toContain(join(folder, 'first'));
    expect(existsSync(join(folder, 'first'))).toBe(false);
    expect((await lab.calls['jobs.list'](undefined)).map(({ id }) => id)).toEqual([job.id]);
    // Its line moves on there: the folder of the job came along.
    await lab.calls['jobs.resume']({ id: job.id });
    await lab.calls['jobs.stop']({ id: job.id, save: false });
  });

  it('opens the project where it was when it cannot be moved', async () => {
    const { folder, lab } = await openTestDesk();
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'file'), 'x');
    for (const to of [join(folder, 'full'), join(folder, 'first'), join(folder, 'first', 'within')]) {
      await expect(lab.calls['projects.move']({ to })).rejects.toMatchObject({ code: 'project-move' });
      expect(lab.project.path).toBe(join(folder, 'first'));
      expect(await lab.calls['jobs.list'](undefined)).toEqual([]);
    }
  });

  it('copies a project to another disk whole before the old one goes', async () => {
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    mkdirSync(join(from, 'deep', 'empty'), { recursive: true });
    writeFileSync(join(from, 'deep', 'file'), 'text');
    await moveAcrossDisks(from, to);
    expect(readFileSync(join(to, 'deep', 'file'), 'utf8')).toBe('text');
    expect(existsSync(join(to, 'deep', 'empty'))).toBe(true);
    expect(existsSync(from)).toBe(false);
    await expect(moveAcrossDisks(join(folder, 'gone'), join(folder, 'x'))).rejects.toThrow();
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});
