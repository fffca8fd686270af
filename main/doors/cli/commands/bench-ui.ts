import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { UiBench } from '../../../lab/bench/ui/bench-ui.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole, whole } from '../numbers.ts';
import { print, table } from '../output.ts';

type Options = CommonOptions & {
  readonly runs: number;
  readonly points: number;
  readonly rows: number;
  readonly rounds: number;
  readonly project?: string;
};

/** `bench ui`: how fast the interface is on a large store, in a headless browser before the browser door. */
export function addBenchUi(bench: Command, context: Context): void {
  bench
    .command('ui')
    .description('the interface on a store of many long runs, in a headless Chromium: milliseconds and CPU')
    .option('--runs <N>', 'runs in the store', positiveWhole, 1_000)
    .option('--points <N>', 'points of each run', positiveWhole, 100_000)
    .option('--rows <N>', 'rows of the dataset that is looked at; 0 leaves it out', whole, 2_000_000)
    .option('--rounds <N>', 'rounds that each median is taken over', positiveWhole, 5)
    .option(
      '--project <DIR>',
      'make the project here and keep it for the next time (default: a temporary one)',
    )
    .option('--json', 'one JSON document on standard output')
    .action(async ({ runs, points, rows, rounds, project, json }: Options) => {
      const { benchUi } = await import('../../../lab/bench/ui/bench-ui.ts');
      const { ensureRenderer } = await import('../../build.ts');
      const { openBrowserDoor } = await import('../browser-door.ts');
      await ensureRenderer();
      const measured = await benchUi({
        runs,
        points,
        rows,
        rounds,
        ...(project === undefined ? {} : { project: resolve(project) }),
        openDoor: openBrowserDoor,
        onNote: (note) => {
          context.progress.note(note);
        },
      });
      print(json === true, measured, () => uiTable(measured));
    });
}

/** What is promised of each figure, for who reads it. */
function uiTable({ store, labOpensMs, firstView, runs, live, data, chromium }: UiBench): string {
  const ms = (value: number): string => `${Math.round(value).toLocaleString('en')} ms`;
  const shares = ({ percent, page, drawing, browser, lab }: UiBench['live']['idle']): string =>
    `${percent.toFixed(1)} % (${[page, drawing, browser, lab].map((part) => part.toFixed(1)).join(', ')})`;
  const rows: (readonly string[])[] = [
    ['lab opens', ms(labOpensMs), ''],
    ['first view, gzipped', `${firstView.gzippedKilobytes.toFixed(0)} kB`, '400 kB'],
    ['first view, interactive', ms(firstView.interactiveMs), '1,500 ms'],
    ['table of runs, from its address', ms(runs.tableFromAddressMs), '1,000 ms'],
    ['table of runs, from another page', ms(runs.tableFromAppMs), '1,000 ms'],
    ['  filter', ms(runs.filterMs), ''],
    ['  sort', ms(runs.sortMs), ''],
    ['  scroll to the end', ms(runs.scrollToEndMs), ''],
    ['a run’s chart, the first', ms(runs.firstChartMs), ''],
    ['a run’s chart', ms(runs.chartMs), '300 ms'],
    ['  a stretch of it', ms(runs.zoomMs), ''],
    ['a run that trains, table in sight', shares(live.table), '5 %'],
    ['a run that trains, its chart in sight', shares(live.chart), '5 %'],
    ['a run that trains, recipe in sight', shares(live.recipe), '5 %'],
    ['nothing that moves', shares(live.idle), ''],
    ...(data === null
      ? []
      : [
          ['data, first page', ms(data.firstPageMs), '1,000 ms'],
          ['data, filter by a bar', ms(data.filterByBarMs), '1,000 ms'],
          ['data, filter lifted', ms(data.liftFilterMs), ''],
          ['data, jump to the end', ms(data.jumpToEndMs), ''],
          ['data, sort by a score', ms(data.sortByScoreMs), ''],
          ['data, search the text', ms(data.searchTextMs), ''],
        ]),
  ];
  const size = `${store.runs.toLocaleString('en')} runs of ${store.points.toLocaleString('en')} points, ${(store.bytes / 1e9).toFixed(1)} GB`;
  return `${table(['what', 'median', 'at most'], rows)}\n\n${size}; Chromium ${chromium}. Percent of one core, in all (of them the page, putting its picture together, the rest of the browser, the lab).`;
}
