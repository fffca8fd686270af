import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWebDoor, type WebDoor } from '../../main/doors/web/serve.ts';
import { closeLabParts, openLab, openLabParts, type Lab } from '../../main/lab/lab.ts';
import { openSettings } from '../../main/lab/machine/settings.ts';
import { addTinyRun } from '../lab/tiny-run.ts';
import { answerWith, openTeachingServer, type TeachingServer } from '../node/teachers/teaching-server.ts';
import { axeFindings, chromiumPath, launch, testRenderer, watch, withoutChromium } from './browser.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 });

describe.skipIf(chromiumPath === null)(`grading in a browser, by a real job${withoutChromium}`, () => {
  let folder: string;
  let lab: Lab;
  let door: WebDoor;
  let browser: Browser;
  let server: TeachingServer;
  /** The first problem that was asked about: of it the grader never says a grade. */
  let mute: string | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hornbook-grading-'));
    const projectPath = join(folder, 'project');
    const parts = await openLabParts({ projectPath, door: 'browser' });
    await addTinyRun(parts, [10]);
    await closeLabParts(parts);
    lab = await openLab({
      projectPath,
      door: 'browser',
      settings: openSettings(join(folder, 'settings.json')),
    });
    await lab.calls['settings.change']({ welcomed: true });
    door = await openWebDoor({ lab, rendererDir: await testRenderer(), port: 0 });
    browser = await launch();
    server = await openTeachingServer(({ prompt }, response) => {
      const problem = /def (\w+)\(/.exec(prompt)![1]!;
      mute ??= problem;
      const grade = problem.length % 10;
      if (problem === mute) answerWith(response, 'I would rather not say.');
      else answerWith(response, JSON.stringify({ evaluation: `About ${problem}.`, grade }));
    });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await door.close();
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('runs to its end from the form, shows every grade and what was none, and takes grades by hand', async () => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const problems = watch(page);
    await page.goto(door.newAddress());
    await page.getByRole('heading', { name: 'Recipe' }).first().waitFor();
    await page.evaluate(() => {
      window.location.hash = '#/gradings';
    });
    await page.getByRole('button', { name: 'Grade models' }).click();
    await page.getByLabel('Address of the graders’ server').fill(server.baseUrl);
    await page.getByText('Name at least one grading model.').waitFor();
    await page.getByLabel('Grading models').fill('judge');
    await page.getByText('56 answers, 168 grades').waitFor();
    await page.getByRole('button', { name: 'Start grading' }).click();
    await page.getByText('judge at 127.0.0.1').first().waitFor();
    await expect
      .poll(async () => (await lab.calls['gradings.list'](undefined))[0]?.state, { timeout: 240_000 })
      .toBe('done');
    await page.getByText(/^All graders: Krippendorff’s α 1\.00, reliable\./).waitFor();
    // 55 problems by three graders, once each; the mute one three times over by each.
    expect(server.asked).toHaveLength(3 * 55 + 3 * 3);
    await page
      .getByText('time said nothing that is a grade of 1 answer; it counts nowhere')
      .first()
      .waitFor();
    await page.getByText('The graders read 17,400 tokens and wrote 3,480.').waitFor();

    const [grading] = await lab.calls['gradings.list'](undefined);
    const { problems: graded } = await lab.calls['gradings.get']({ id: grading!.id });
    const nameOf = (prompt: string): string => /def (\w+)\(/.exec(prompt)![1]!;
    for (const { prompt, taskId, answers } of graded) {
      const [answer] = answers;
      const expected = nameOf(prompt) === mute ? null : nameOf(prompt).length % 10;
      expect(answer!.mean, taskId).toBe(expected);
      const shown = expected === null ? '–' : expected.toFixed(1);
      await page.getByRole('button', { name: `${taskId}, raw: ${shown} of 10`, exact: true }).waitFor();
    }
    const { taskId, prompt } = graded.find((one) => nameOf(one.prompt) !== mute)!;
    await page.getByRole('button', { name: new RegExp(`^${taskId}, raw: `) }).click();
    await page
      .getByText(`About ${nameOf(prompt)}.`)
      .first()
      .waitFor();
    const silent = graded.find((one) => nameOf(one.prompt) === mute)!;
    await page.getByRole('button', { name: new RegExp(`^${silent.taskId}, raw: `) }).click();
    await page
      .getByText(
        'It gave no grade: no usable JSON in 3 attempts; the last answer began "I would rather not say.".',
      )
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Grade by hand' }).click();
    await page.getByText('0 of 56 answers graded by hand.').waitFor();
    for (const [at, key] of ['7', 't', '2'].entries()) {
      await page.keyboard.press(key);
      await page.getByText(`${String(at + 1)} of 56 answers graded by hand.`).waitFor();
    }
    await page.getByRole('button', { name: 'Show the grades' }).click();
    await page.getByRole('cell', { name: '63.3 (3)' }).waitFor();
    await page.getByText(/By hand and the graders’ mean: quadratic κ -?\d\.\d\d\./).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });
});
