import type { RunSamples } from '../../../../preload/contract/runs.ts';

export type SampleColumn = {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  /** Of the run's series, where columns are runs. */
  readonly colour: number | null;
};

export type SampleCell = {
  readonly text: string;
  /** Characters that are as in the cell that it is compared with. */
  readonly same: number;
  /** Whether it broke off because it was allowed no more. */
  readonly cut: boolean;
};

export type SampleGrid = {
  readonly columns: readonly SampleColumn[];
  /** One a prompt; a cell is null where that column was not asked. */
  readonly rows: readonly { readonly prompt: string; readonly cells: readonly (SampleCell | null)[] }[];
};

/** Characters at the start of two texts that are the same; never half of a pair of surrogates. */
export function sharedStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[at] === other[at]) at += 1;
  return at > 0 && /[\uD800-\uDBFF]/.test(one[at - 1]!) ? at - 1 : at;
}

/** At most `most` of some checkpoints, spread evenly, the first and the last among them. */
export function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from(
    { length: most },
    (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!,
  );
}

type Source = Omit<SampleColumn, 'note'> & { readonly note: string; readonly samples: RunSamples | null };

/** Each cell is compared with one other of its row: the one before it, or the first. */
function gridOf(sources: readonly Source[], comparedWith: 'before' | 'first'): SampleGrid {
  const prompts = [...new Set(sources.flatMap(({ samples }) => samples?.prompts ?? []))];
  const rows = prompts.map((prompt) => {
    const found = sources.map(({ samples }) => samples?.completions[samples.prompts.indexOf(prompt)] ?? null);
    const cells = found.map((completion, index) => {
      if (completion === null) return null;
      const { text, end } = completion;
      const others = found.slice(0, index).filter((other) => other !== null);
      const other = comparedWith === 'first' ? others[0] : others.at(-1);
      const same = other === undefined ? text.length : sharedStart(other.text, text);
      return { text, same, cut: end === 'length' || end === 'context' };
    });
    return { prompt, cells };
  });
  return { columns: sources.map(({ samples: _, ...column }) => column), rows };
}

/** One run: its checkpoints beside each other, each compared with the one before. */
export function gridOfRun(checkpoints: readonly RunSamples[]): SampleGrid {
  return gridOf(
    checkpoints.map((samples) => ({
      key: String(samples.step),
      title: `Step ${samples.step.toLocaleString('en')}`,
      note: '',
      colour: null,
      samples,
    })),
    'before',
  );
}

export type SampledRun = {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly samples: readonly RunSamples[];
};

/** Several runs at one step: what each wrote at its last checkpoint up to there, compared with the first run. */
export function gridOfRuns(runs: readonly SampledRun[], step: number): SampleGrid {
  return gridOf(
    runs.map(({ id, name, colour, samples }) => {
      const latest = samples.findLast((one) => one.step <= step) ?? null;
      const note = latest === null ? 'nothing yet' : `step ${latest.step.toLocaleString('en')}`;
      return { key: id, title: name, note, colour, samples: latest };
    }),
    'first',
  );
}

/** The steps at which any of the runs wrote. */
export function sampledSteps(runs: readonly Pick<SampledRun, 'samples'>[]): readonly number[] {
  return [...new Set(runs.flatMap(({ samples }) => samples.map(({ step }) => step)))].sort((a, b) => a - b);
}
