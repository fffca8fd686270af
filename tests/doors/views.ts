import type { Page } from 'playwright-core';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import type { Moment } from '../renderer/fixture-stages.ts';

/** One view or dialog of the app, as it stands at one moment of a recipe's life. */
export type View = {
  readonly name: string;
  readonly moment: Moment;
  readonly hash: string;
  /** What is there once the page is; what `open` needs, where that leads on. */
  readonly waitFor: string;
  /** What else the lab knows. */
  readonly prepare?: (lab: FixtureLab) => void;
  /** From the page to the dialog or to what it shows when it is used, until that is there. */
  readonly open?: (page: Page) => Promise<void>;
};

export function labOf({ moment, prepare }: View): FixtureLab {
  const lab = new FixtureLab(moment);
  prepare?.(lab);
  return lab;
}

/** What the pictures of a view are called. */
export const pictureName = ({ name }: View): string => name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();

/** Presses the button of that name, then waits. */
const press =
  (name: string | RegExp, waitFor: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.waitForSelector(waitFor);
  };

const keys =
  (shortcut: string, waitFor: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(shortcut);
    await page.waitForSelector(waitFor);
  };

/* Pages from which several things open. */
const runs = { moment: 'done', hash: '#/runs', waitFor: '[data-run="run-4"]' } as const;
const aRun = { moment: 'done', hash: '#/runs/run-4', waitFor: 'text=1,240 of 1,240 points' } as const;
const kept = { moment: 'done', hash: '#/data/kept', waitFor: 'text=class Fraction' } as const;
const labels = { moment: 'done', hash: '#/label', waitFor: 'text=substantial' } as const;
const studies = { moment: 'done', hash: '#/studies', waitFor: 'text=What data is worth' } as const;
const evaluations = {
  moment: 'done',
  hash: '#/evaluations',
  waitFor: 'tr[data-evaluation="eval-5"]',
} as const;
const gradings = { moment: 'done', hash: '#/gradings', waitFor: 'text=judge-1' } as const;
const engines = { moment: 'done', hash: '#/engines', waitFor: 'text=recommended' } as const;
const settings = { moment: 'done', hash: '#/settings', waitFor: 'text=Add a teacher' } as const;
const report = { moment: 'done', hash: '#/report', waitFor: 'iframe' } as const;

/** Every view and every dialog, with and without anything in it. */
export const VIEWS: readonly View[] = [
  { name: 'recipe, before the first run', moment: 'first', hash: '#/recipe', waitFor: 'text=Run the recipe' },
  { name: 'recipe, running', moment: 'running', hash: '#/recipe', waitFor: 'text=left in all' },
  { name: 'recipe, failed', moment: 'failed', hash: '#/recipe', waitFor: 'text=Show the log' },
  {
    name: 'recipe, log',
    moment: 'failed',
    hash: '#/recipe',
    waitFor: 'text=Show the log',
    open: press('Show the log', 'dialog >> text=14:02:33'),
  },
  { name: 'recipe, done', moment: 'done', hash: '#/recipe', waitFor: 'text=better data was worth' },
  { name: 'recipe, a stage', moment: 'done', hash: '#/recipe/textbooks', waitFor: 'text=Counting words' },
  {
    name: 'recipe, what ran',
    moment: 'running',
    hash: '#/recipe/evaluate',
    waitFor: 'text=It has not run yet',
  },

  { name: 'runs', moment: 'running', hash: '#/runs', waitFor: '[data-run="run-4"]' },
  { name: 'runs, none', moment: 'first', hash: '#/runs', waitFor: 'text=No runs yet' },
  {
    name: 'runs in parallel coordinates',
    ...runs,
    open: press('Coordinates', 'text=Settings and results'),
  },
  {
    name: 'runs, tagging',
    ...runs,
    open: async (page) => {
      await page.getByLabel('Select raw', { exact: true }).check();
      await press('Tag', 'dialog[open]')(page);
    },
  },
  {
    name: 'a new training',
    ...runs,
    open: press('New training', 'dialog >> text=3 min 37 s'),
  },
  {
    name: 'a run beside others',
    moment: 'done',
    hash: '#/runs/run-4?with=run-1',
    waitFor: 'text=2,480 of 2,480 points',
  },
  {
    name: 'a run, cloned',
    ...aRun,
    open: press('Clone', 'dialog >> text=3 min 37 s'),
  },
  {
    name: 'a run, extended',
    ...aRun,
    open: press('Extend', 'dialog[open]'),
  },
  { name: 'a run that is not there', moment: 'done', hash: '#/runs/run-9', waitFor: 'text=There is no run' },

  { name: 'data', ...kept },
  { name: 'data, none', moment: 'first', hash: '#/data', waitFor: 'text=No data yet' },
  {
    name: 'a textbook',
    moment: 'done',
    hash: '#/data/textbooks/textbooks-00003',
    waitFor: 'text=Where it comes from',
  },
  {
    name: 'data, columns',
    ...kept,
    open: press('Columns', 'text=As they were at first'),
  },
  {
    name: 'data, export',
    ...kept,
    open: press('Export these records', 'dialog[open]'),
  },
  {
    name: 'data, asked in SQL',
    moment: 'done',
    hash: '#/data/kept?show=sql',
    waitFor: 'textarea',
    open: async (page) => {
      await page.getByLabel('One SELECT over the table data').fill('SELECT kind FROM data');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('cell', { name: '214' }).waitFor();
    },
  },
  {
    name: 'data, before and after',
    moment: 'done',
    hash: '#/data/kept?show=changes',
    waitFor: 'text=Texts that were changed',
  },
  {
    name: 'data, two datasets',
    moment: 'done',
    hash: '#/data/kept?show=compare&with=d-dropped',
    waitFor: 'text=Only in dropped',
  },
  {
    name: 'data, map',
    moment: 'done',
    hash: '#/data/kept?show=map',
    waitFor: 'text=Draw around some to choose them',
  },
  {
    name: 'data, lineage',
    moment: 'done',
    hash: '#/data/kept?show=lineage',
    waitFor: 'text=The same in words',
  },
  {
    name: 'data, all operations',
    ...kept,
    open: press('New operation', 'dialog >> text=Remove duplicates'),
  },
  {
    name: 'data, an operation',
    ...kept,
    open: async (page) => {
      await press('New operation', 'dialog >> text=Remove duplicates')(page);
      await page.getByRole('button', { name: /^Remove duplicates/ }).click();
      await page.waitForSelector('text=Two count as one when');
    },
  },
  {
    name: 'data, import',
    ...kept,
    open: async (page) => {
      await press('Import', 'dialog[open]')(page);
      await page.getByLabel('Files and folders').fill('/data/a.py\n/data/b.py\n');
      await press('Look first', 'text=such as lib/bisect.py')(page);
    },
  },

  { name: 'teach', moment: 'done', hash: '#/teach', waitFor: 'text=tutor' },
  { name: 'teach, prompts', moment: 'done', hash: '#/teach?show=prompts', waitFor: 'text=exercise.md' },
  { name: 'a teaching', moment: 'done', hash: '#/teach/job-teach', waitFor: 'text=count_pairs_2' },

  { name: 'labels', ...labels },
  { name: 'labels, none', moment: 'first', hash: '#/label', waitFor: 'text=Nothing labelled by hand yet' },
  {
    name: 'labels, a new session',
    ...labels,
    open: press('New session', 'dialog[open]'),
  },
  { name: 'labelling', moment: 'done', hash: '#/label/first-sample', waitFor: 'text=7 of 12' },
  { name: 'quality', moment: 'done', hash: '#/quality/d-kept', waitFor: 'text=Just dropped' },
  { name: 'quality, none', moment: 'first', hash: '#/quality', waitFor: 'text=Nothing scored yet' },
  { name: 'copies, pairs', moment: 'done', hash: '#/copies/d-close', waitFor: 'text=Shared words' },
  { name: 'copies, pruned', moment: 'done', hash: '#/copies/prune', waitFor: 'text=with similar texts' },
  { name: 'copies, none yet', moment: 'first', hash: '#/copies', waitFor: 'text=Nothing was compared yet' },

  { name: 'studies', ...studies },
  { name: 'studies, none yet', moment: 'first', hash: '#/studies', waitFor: 'text=No studies yet' },
  {
    name: 'a new study',
    ...studies,
    open: press('New study', 'dialog[open]'),
  },
  { name: 'study', moment: 'done', hash: '#/studies/study-1', waitFor: 'text=What was fitted' },

  { name: 'evaluations', ...evaluations },
  { name: 'evaluations, none', moment: 'first', hash: '#/evaluations', waitFor: 'text=No evaluations yet' },
  {
    name: 'a new evaluation',
    ...evaluations,
    open: press('New evaluation', 'text=Start the evaluation'),
  },
  { name: 'an evaluation', moment: 'done', hash: '#/evaluations/eval-5', waitFor: 'text=Difficulty 5' },
  {
    name: 'an evaluation, formats of its report',
    moment: 'done',
    hash: '#/evaluations/eval-4',
    waitFor: 'text=Difficulty 5',
    open: press('Report in another format', 'text=There is no Chromium here to print with'),
  },
  {
    name: 'two evaluations',
    moment: 'done',
    hash: '#/evaluations/eval-4?with=eval-3',
    waitFor: 'text=Beside textbooks',
  },
  {
    name: 'the answers of an evaluation',
    moment: 'done',
    hash: '#/evaluations/eval-5?show=samples',
    waitFor: 'text=3,000 answers',
  },
  {
    name: 'a problem',
    moment: 'done',
    hash: '#/evaluations/eval-3/hornbook%2F41',
    waitFor: 'text=9 words in a row',
  },
  {
    name: 'an answer of several',
    moment: 'done',
    hash: '#/evaluations/eval-5/hornbook%2F41?sample=7',
    waitFor: 'text=Nearest training samples',
  },
  { name: 'gradings', ...gradings },
  { name: 'gradings, none', moment: 'first', hash: '#/gradings', waitFor: 'text=Nothing graded yet' },
  {
    name: 'a new grading',
    ...gradings,
    open: press('New grading', 'dialog[open]'),
  },
  {
    name: 'a grading',
    moment: 'done',
    hash: '#/gradings/grading-1',
    waitFor: 'text=Krippendorff',
    open: press(/^unconventional\/2, raw: /, 'aside h2'),
  },
  {
    name: 'grading by hand',
    moment: 'done',
    hash: '#/gradings/grading-1?mode=blind',
    waitFor: 'text=0 of 24 answers graded by hand',
  },
  { name: 'playground', moment: 'done', hash: '#/playground', waitFor: '.cm-content' },
  { name: 'playground, none', moment: 'first', hash: '#/playground', waitFor: 'text=No model to play with' },
  {
    name: 'playground, answered',
    moment: 'done',
    hash: '#/playground/eval-4/hornbook%2F41',
    waitFor: '.cm-content >> text=count_then_sort_41',
    open: async (page) => {
      await press('Write', 'text=tokens/s')(page);
      await page.locator('[data-piece="6"]').first().click();
    },
  },
  { name: 'report', moment: 'done', hash: '#/report/report-1', waitFor: 'iframe' },
  { name: 'report, none', moment: 'first', hash: '#/report', waitFor: 'text=No report yet' },

  { name: 'engines', ...engines },
  { name: 'engines, none measured', moment: 'first', hash: '#/engines', waitFor: 'text=none measured yet' },
  { name: 'settings', ...settings },
  {
    name: 'settings, a teacher',
    ...settings,
    open: press('Add a teacher', 'dialog[open]'),
  },
  { name: 'design', moment: 'done', hash: '#/design', waitFor: 'text=pairs hold' },
  { name: 'welcome', moment: 'first', hash: '#/welcome', waitFor: 'text=Look around first' },

  {
    name: 'command palette',
    ...report,
    open: keys('Control+k', 'text=Enter to open'),
  },
  {
    name: 'shortcuts',
    ...report,
    open: keys('Shift+?', 'dialog[open]'),
  },
  {
    name: 'jobs',
    moment: 'running',
    hash: '#/engines',
    waitFor: 'text=recommended',
    prepare: ({ jobs }) => {
      jobs.add('a', 'First evaluation', 'queued');
      jobs.add('b', 'Second evaluation', 'queued');
      jobs.add('c', 'An import', 'done', { result: { kind: 'dataset', id: 'kept' } });
    },
    open: keys('Shift+J', '[data-job="a"]'),
  },
  {
    name: 'projects',
    ...engines,
    open: press(/^Project .* Open another\.$/, 'dialog >> text=tokens'),
  },
];
