import type { RunDetails, RunSummary } from '../../../preload/contract/runs.ts';

export type ConfigRow = {
  readonly key: string;
  readonly values: readonly string[];
  readonly differs: boolean;
};

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, path === '' ? key : `${path}.${key}`, into);
    return;
  }
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    into.set(path, value.join(', '));
    return;
  }
  into.set(path, typeof value === 'string' ? value : (JSON.stringify(value) ?? '–'));
}

/** The runs' frozen configurations side by side, one row a setting, in the order in which they first appear. */
export function compareConfigs(runs: readonly Pick<RunDetails, 'config'>[]): readonly ConfigRow[] {
  const flat = runs.map((run) => {
    const into = new Map<string, string>();
    flatten(run.config, '', into);
    return into;
  });
  const keys = new Set(flat.flatMap((config) => [...config.keys()]));
  return [...keys].map((key) => {
    const values = flat.map((config) => config.get(key) ?? '–');
    return { key, values, differs: values.some((value) => value !== values[0]) };
  });
}

/** Newest first; runs of one instant in the lab's order. */
export function newestFirst(runs: readonly RunSummary[]): readonly RunSummary[] {
  return [...runs].sort((a, b) => b.startedAt - a.startedAt);
}

/** The address of several runs side by side: the one in focus first, where it is among them. */
export function comparisonOf(
  selected: readonly string[],
  focus: string | null,
): { id: string; compare: string[] } | null {
  const id = focus !== null && selected.includes(focus) ? focus : selected[0];
  if (id === undefined) return null;
  return { id, compare: selected.filter((other) => other !== id) };
}
