import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProblemTally } from '../../preload/contract/evaluations.ts';
import { ensureRenderer } from '../../main/doors/build.ts';
import { openWebDoor } from '../../main/doors/web/serve.ts';
import { openLab } from '../../main/lab/lab.ts';
import { launch } from '../doors/browser.ts';

/**
 * Takes the README's pictures from a project in which a recipe ended, so that every number in them was
 * measured: `node tests/renderer/take-pictures.ts PROJECT [FOLDER]`, into docs/pictures unless told otherwise.
 */
const [, , projectPath, folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures')] = process.argv;
if (projectPath === undefined) {
  console.error('Name the folder of a project in which a recipe ended: take-pictures.ts PROJECT [FOLDER].');
  process.exit(2);
}

/** A problem that some answers solve and others do not, else one that is solved. */
const mostTelling = (tallies: readonly ProblemTally[]): ProblemTally | undefined =>
  tallies.find(({ passed, judged }) => passed > 0 && passed < judged) ??
  tallies.find(({ passed }) => passed > 0);

const SETTLE_MS = 1_500;
mkdirSync(folder, { recursive: true });
const rendererDir = await ensureRenderer();
const lab = await openLab({ projectPath, door: 'browser' });
const door = await openWebDoor({ lab, rendererDir, port: 0 });
const browser = await launch();
try {
  const runs = await lab.calls['runs.list'](undefined);
  const evaluations = await lab.calls['evaluations.list'](undefined);
  const best = [...evaluations].sort((a, b) => (b.passAt1 ?? 0) - (a.passAt1 ?? 0))[0];
  const problem = best && mostTelling((await lab.calls['evaluations.get']({ id: best.id })).tallies);
  const textbooks = (await lab.calls['datasets.list'](undefined)).find(({ name }) => name === 'textbooks');
  const page1 =
    textbooks &&
    (await lab.calls['datasets.page']({
      id: textbooks.id,
      offset: 0,
      limit: 1,
      query: '',
      regex: false,
      columns: [],
      filters: [],
    }));
  const part = encodeURIComponent;
  const places: readonly (readonly [name: string, hash: string])[] = [
    ['recipe', '#/recipe'],
    ['runs', '#/runs'],
    ...(runs[0]
      ? [
          [
            'run',
            `#/runs/${part(runs[0].id)}?with=${runs
              .slice(1, 4)
              .map(({ id }) => part(id))
              .join(',')}`,
          ] as const,
        ]
      : []),
    ...(textbooks && page1?.rows[0]
      ? [['data', `#/data/${part(textbooks.id)}/${part(page1.rows[0].id)}`] as const]
      : []),
    ['evaluations', '#/evaluations'],
    ...(best ? [['evaluation', `#/evaluations/${part(best.id)}`] as const] : []),
    ...(best && problem
      ? [
          ['problem', `#/evaluations/${part(best.id)}/${part(problem.taskId)}`] as const,
          ['playground', `#/playground/${part(best.id)}/${part(problem.taskId)}`] as const,
        ]
      : []),
    ['report', '#/report'],
  ];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await page.goto(door.newAddress());
    for (const [name, hash] of places) {
      await page.evaluate((next) => {
        window.location.hash = next;
      }, hash);
      await page.waitForTimeout(SETTLE_MS);
      if (name === 'problem') {
        // Its problem is compared with all of the training data first.
        await page.locator('[aria-labelledby="nearest"] h4').first().waitFor({ timeout: 180_000 });
      }
      if (name === 'playground') {
        await page.getByRole('button', { name: 'Write' }).click();
        await page.getByText(/tokens\/s/).waitFor();
        await page.locator('[data-piece]').nth(4).click();
      }
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    }
    await page.close();
  }
  console.log(`Took ${places.length * 2} pictures into ${folder}.`);
} finally {
  await browser.close();
  await door.close();
  await lab.close();
}
