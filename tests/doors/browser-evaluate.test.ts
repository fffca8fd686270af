import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import { chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const heading = (page: Page) => page.locator('aside h2');

describe.skipIf(chromiumPath === null)(`evaluations in a browser${withoutChromium}`, () => {
  const open = fixtureBrowser();

  it('start from the form, fill in live, and are whole in the end', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/evaluations', async (page) => {
      await page.getByRole('button', { name: 'New evaluation' }).click();
      await page.getByLabel('Answers a problem').fill('20');
      await page.getByText('every answer to a problem is the same').waitFor();
      await page.getByLabel('Temperature').fill('0.8');
      await page.getByText('3,000 answers will be written').waitFor();
      await page.getByRole('button', { name: 'Start the evaluation' }).click();
      await page.getByText('0 of 3,000 answers judged').waitFor();
      expect(lab.calls.find(({ name }) => name === 'evaluations.start')?.input).toMatchObject({
        samplesPerProblem: 20,
        temperature: 0.8,
      });
      lab.judge(60);
      await page.getByText('60 of 3,000 answers judged').waitFor();
      await expect.poll(() => page.locator('a[title*="not judged yet"]').count()).toBe(147);
      lab.evaluating = null;
      lab.push({ subject: 'evaluations' });
      await page.getByText('95 % interval 53.3 % to 68.8 %').waitFor();
      await page.getByRole('heading', { name: 'pass@k' }).waitFor();
    });
  });

  it('show one verdict, find by topic, and go from problem to problem by key', async () => {
    await open(new FixtureLab('done'), '#/evaluations/eval-3', async (page) => {
      await page.getByRole('button', { name: 'Timeout' }).click();
      const timeouts = await page.locator('a:not(.dim)[title*="timeout"]').count();
      await expect.poll(() => page.getByText(`${timeouts} of 150`).count()).toBe(1);
      await page.keyboard.press('j');
      await page.locator('aside b', { hasText: 'Timeout' }).waitFor();
      const first = await heading(page).textContent();
      await page.keyboard.press('j');
      await expect.poll(() => heading(page).textContent()).not.toBe(first);
      await page.locator('aside b', { hasText: 'Timeout' }).waitFor();
      await expect
        .poll(async () => page.url())
        .toContain(encodeURIComponent((await heading(page).textContent())!));
      await page.keyboard.press('k');
      await expect.poll(() => heading(page).textContent()).toBe(first);
      await page.keyboard.press('Escape');
      await heading(page).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Timeout' }).click();
      await page.keyboard.press('/');
      await page.keyboard.type('sorting');
      await page.getByText('30 of 150').waitFor();
    });
  });

  it('open one answer of many, and read how sure the model was of a token by key', async () => {
    await open(new FixtureLab('done'), '#/evaluations/eval-5/hornbook%2F41?sample=7', async (page) => {
      const answers = page.getByRole('radiogroup', { name: 'Answers' });
      await page.getByRole('radio', { name: /^Answer 7/, checked: true }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('radio', { name: /^Answer 8/, checked: true }).waitFor();
      await expect.poll(() => page.url()).toContain('sample=8');
      await expect.poll(() => answers.getByRole('radio').count()).toBe(20);
      const tokens = page.getByRole('listbox', { name: 'Raw completion, token by token' });
      await tokens.getByRole('option').first().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      const third = tokens.getByRole('option', { selected: true });
      await expect.poll(() => third.getAttribute('data-piece')).toBe('2');
      const [, chance] = /([\d.]+ %)$/.exec((await third.getAttribute('aria-label'))!)!;
      await page.locator('.reading b', { hasText: chance! }).waitFor();
    });
  });

  it('page through three thousand answers, and search them', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/evaluations/eval-5?show=samples', async (page) => {
      await page.getByText('3,000 answers').waitFor();
      // Two pages for the table at most: what is not in sight is not asked for.
      expect(lab.calls.filter(({ name }) => name === 'evaluations.samples').length).toBeLessThan(3);
      await page.locator('[data-index="0"]').focus();
      await page.keyboard.press('End');
      await page.locator('[data-index="2999"]', { hasText: 'hornbook/149' }).waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => heading(page).textContent()).toBe('hornbook/149');
      await page
        .getByLabel('Search the prompts, the answers and what was said of them')
        .fill('was never closed');
      await page.getByText(/^[\d,]+ of 3,000 answers$/).waitFor();
    });
  });

  it('lie beside another in words, with what was fixed and what was broken', async () => {
    await open(new FixtureLab('done'), '#/evaluations/eval-4', async (page) => {
      await page.getByLabel('Compare with another evaluation').selectOption('textbooks');
      await page.getByText('a difference that chance hardly explains').waitFor();
      const fixed = await page.locator('a.fixed').count();
      await page.getByRole('heading', { name: `Fixed ${fixed},` }).waitFor();
      expect(page.url()).toContain('with=eval-3');
      await page.reload();
      await page.getByText('a difference that chance hardly explains').waitFor();
    });
  });

  it('become a report in one click, and say why a format cannot be had', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/evaluations/eval-4', async (page) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Report', exact: true }).click(),
      ]);
      expect(file.suggestedFilename()).toBe('report.html');
      expect(await readFile(await file.path(), 'utf8')).toContain('What was better data worth?');
      expect(lab.calls.find(({ name }) => name === 'reports.make')?.input).toEqual({
        source: { kind: 'evaluations', ids: ['eval-4'] },
        format: 'html',
      });
      await page.getByRole('button', { name: 'Report in another format' }).click();
      await page.getByText('There is no Chromium here to print with').waitFor();
      await expect.poll(() => page.getByRole('button', { name: /^PDF/ }).isDisabled()).toBe(true);
      await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /^LaTeX/ }).click(),
      ]);
    });
  });
});

describe.skipIf(chromiumPath === null)(`the playground in a browser${withoutChromium}`, () => {
  const open = fixtureBrowser();
  const answers = (page: Page) => page.locator('article');

  it('writes with two models side by side, shows what else was likely, and runs it', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/playground', async (page) => {
      await page.getByLabel('Beside it').selectOption({ index: 3 });
      await page.locator('.cm-content').first().fill('def f(text):\n    """Count."""\n');
      await page.locator('.cm-content').first().press('Control+Enter');
      await page.getByText('ended where the function ends').nth(1).waitFor();
      await expect.poll(() => answers(page).count()).toBe(2);
      const prompts = lab.calls.filter(({ name }) => name === 'playground.start');
      expect(prompts.map(({ input }) => (input as { prompt: string }).prompt)).toEqual([
        'def f(text):\n    """Count."""\n',
        'def f(text):\n    """Count."""\n',
      ]);
      await answers(page).first().locator('[data-piece="6"]').click();
      await answers(page).first().getByRole('cell', { name: '4.0 %' }).waitFor();
      await answers(page).first().getByRole('button', { name: 'Run with the asserts' }).click();
      await answers(page).first().getByText('Passed', { exact: true }).waitFor();
    });
  });

  it('stops in the middle and keeps what is there', async () => {
    const lab = new FixtureLab('done');
    lab.playground.most = 9;
    await open(lab, '#/playground', async (page) => {
      await page.getByRole('button', { name: 'Write' }).click();
      await page.getByText('9 tokens').waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Stopped after 9 tokens').waitFor();
      await page.getByRole('button', { name: 'Write' }).waitFor();
    });
  });

  it('takes over the prompt of a problem and the model that was asked it, and keeps what was typed', async () => {
    await open(new FixtureLab('done'), '#/evaluations/eval-3/hornbook%2F41', async (page) => {
      await page.getByRole('link', { name: 'Try in the playground' }).click();
      await page.locator('.cm-content', { hasText: 'count_then_sort_41' }).waitFor();
      await expect.poll(() => page.locator('select').first().inputValue()).toContain('run-3');
      await page.keyboard.press('g');
      await page.keyboard.press('u');
      await page.locator('[data-run]').first().waitFor();
      await page.getByRole('link', { name: 'Playground' }).click();
      await page.locator('.cm-content', { hasText: 'count_then_sort_41' }).waitFor();
    });
  });

  it('can be left by keyboard, though Tab indents', async () => {
    await open(new FixtureLab('done'), '#/playground', async (page) => {
      await page.locator('.cm-content').first().focus();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
        .toBe('Asserts');
    });
  });
});
