import type { EngineView } from '../../../preload/contract/engines.ts';

const RANK: Readonly<Record<EngineView['state']['state'], number>> = {
  ready: 0,
  measuring: 1,
  untried: 2,
  failed: 3,
  missing: 4,
};

/** Tokens per second, null where nothing was measured. */
export const speedOf = ({ state }: EngineView): number | null =>
  state.state === 'ready' ? state.speed.tokensPerSecond : null;

/** Fastest first; then what could still be measured, what failed, what is not here. */
export function inOrder(engines: readonly EngineView[]): readonly EngineView[] {
  return engines.toSorted(
    (a, b) => RANK[a.state.state] - RANK[b.state.state] || (speedOf(b) ?? 0) - (speedOf(a) ?? 0),
  );
}

/** The first thing to know of the page, in one line. */
export function summaryOf(engines: readonly EngineView[]): string {
  const measuring = engines.find(({ state }) => state.state === 'measuring');
  if (measuring !== undefined) return `measuring ${measuring.title} …`;
  const best = engines.find(({ recommended }) => recommended);
  const here = engines.filter(({ state }) => state.state !== 'missing').length;
  const installed = `${here} of ${engines.length} installed`;
  if (best === undefined || speedOf(best) === null) return `${installed}, none measured yet`;
  return `${installed}; ${best.title} is the fastest here`;
}
