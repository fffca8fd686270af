import type { JobProgress } from '../../../preload/contract/jobs.ts';
import type {
  PlannedStage,
  RecipePlan,
  RecipeView,
  StageFlow,
  StageScrap,
  StageView,
} from '../../../preload/contract/recipe.ts';
import { bytes, count, duration, short } from '../../controls/format.ts';

/** A stage as the diagram draws it: what is on record, and over it what a job that runs says. */
export type Leaf = {
  readonly id: PlannedStage['id'];
  readonly title: string;
  readonly purpose: string;
  readonly follows: PlannedStage['follows'];
  readonly standing: PlannedStage['standing'];
  readonly because: readonly string[];
  readonly scrap: StageScrap | null;
  readonly input: string | null;
  readonly output: string | null;
  /** Its last line: how long it took or takes, and what is to be said of it. */
  readonly time: string;
  /** Of 1; only while it runs. */
  readonly share: number | null;
  readonly bytesOut: number | null;
};

/** The diagram's leaves, in the order in which they run; until there is a plan, as the latest job left them. */
export function leavesOf(plan: RecipePlan | null, view: RecipeView): readonly Leaf[] {
  const job = view.job;
  const running = job !== null && (job.state === 'running' || job.state === 'stopping');
  const stages = plan?.stages ?? view.stages.map(unplanned);
  return stages.map((stage) => {
    const row = running ? view.stages.find(({ id }) => id === stage.id) : undefined;
    return leafOf(stage, row, job?.progress ?? null, handedTo(stage, stages));
  });
}

/** What the stages before it hand on to a stage that has not run yet. */
const handedTo = ({ follows }: PlannedStage, stages: readonly PlannedStage[]): readonly StageFlow[] =>
  stages
    .filter(({ id }) => follows.includes(id))
    .flatMap(({ outcome }) => outcome?.outputs ?? [])
    .filter(({ name, place }) => place !== null && name !== 'dropped' && name !== 'held-out');

const STANDINGS: Readonly<Record<StageView['state'], PlannedStage['standing']>> = {
  waiting: 'never',
  running: 'running',
  done: 'current',
  reused: 'current',
  failed: 'failed',
  stopped: 'stopped',
};

function unplanned({ state, seconds, ...stage }: StageView): PlannedStage {
  const made = state === 'done' || state === 'reused';
  return {
    ...stage,
    standing: STANDINGS[state],
    because: [],
    made: !made,
    seconds: 0,
    outcome: made
      ? { ...stage, seconds: seconds ?? 0, key: '', madeAt: 0, inputs: [], outputs: [], again: null }
      : null,
  };
}

function leafOf(
  stage: PlannedStage,
  row: StageView | undefined,
  progress: JobProgress | null,
  handed: readonly StageFlow[],
): Leaf {
  const { id, title, purpose, follows, outcome } = stage;
  const live = row?.state === 'running';
  const ended = row?.state === 'done' || row?.state === 'reused';
  const standing = live ? 'running' : ended ? 'current' : stage.standing;
  const at = live && progress?.stage === id ? progress : null;
  return {
    id,
    title,
    purpose,
    follows,
    standing,
    because: standing === 'stale' ? stage.because : [],
    scrap: (live || ended ? row.scrap : null) ?? outcome?.scrap ?? null,
    input: outcome !== null ? flowWords(outcome.inputs) : live ? flowWords(handed) : null,
    output: live ? progressWords(at) : outcome === null ? null : flowWords(outcome.outputs, title),
    time: live ? leftWords(at) : timeWords(stage, ended ? row : undefined),
    share: at !== null && at.total > 0 ? Math.min(1, at.done / at.total) : null,
    bytesOut: (ended ? row.bytesOut : null) ?? outcome?.bytesOut ?? null,
  };
}

const progressWords = (progress: JobProgress | null): string =>
  progress === null
    ? 'starting'
    : progress.total > progress.done
      ? `${count(progress.done)} of ${count(progress.total)} ${progress.unit}`
      : `${count(progress.done)} ${progress.unit}`;

const leftWords = (progress: JobProgress | null): string =>
  progress === null || progress.etaSeconds === null ? '' : `${duration(progress.etaSeconds)} left`;

function timeWords({ standing, seconds, outcome, made }: PlannedStage, row: StageView | undefined): string {
  if (row) return row.seconds === null ? '' : duration(row.seconds);
  if (outcome === null) return made && seconds > 0 ? `≈ ${duration(seconds)}` : '';
  if (made && standing !== 'running') return `≈ ${duration(seconds)}`;
  const again = { same: ', came out the same', different: ', came out different' } as const;
  return `${duration(outcome.seconds)}${outcome.again === null ? '' : again[outcome.again]}`;
}

/** One amount with its unit: `139 files`, `2.8 MB`, `57.9 %`. */
export function amountWords({ value, unit }: StageFlow['amounts'][number]): string {
  if (unit === 'bytes') return Object.values(bytes(value)).join(' ');
  if (unit === '%') return `${value} %`;
  return `${value < 100_000 ? count(value) : short(value)} ${unit}`;
}

/** Flows in a line: one by its name and amounts, several by their number and what they are in all. */
export function flowWords(flows: readonly StageFlow[], title = ''): string | null {
  const [first] = flows;
  if (first === undefined) return null;
  const named = flows.filter(({ place }) => place !== null);
  const kinds = new Set(named.map(({ place }) => place!.kind));
  if (flows.length === 1 || named.length <= 1 || isFilter(flows)) {
    const amounts = first.amounts.map(amountWords).join(', ');
    // A stage that makes one thing is called like it.
    return amounts !== '' && first.name === title.toLowerCase()
      ? amounts
      : [first.name, amounts].filter(Boolean).join(': ');
  }
  const [kind] = kinds;
  const plural = {
    dataset: 'datasets',
    run: 'models',
    evaluation: 'evaluations',
    report: 'reports',
  } as const;
  if (kind === 'evaluation') {
    const best = named.filter(({ name }) => name.endsWith('held-out')).at(-1) ?? first;
    return `${named.length} evaluations: last ${amountWords(best.amounts[0]!)}`;
  }
  return `${named.length} ${plural[kind!]}: ${kind === 'run' ? `${short(first.amounts[0]!.value)} parameters` : sums(named)}`;
}

/** What is kept goes on; what is dropped is beside it. */
const isFilter = (flows: readonly StageFlow[]): boolean => flows.some(({ name }) => name === 'dropped');

function sums(flows: readonly StageFlow[]): string {
  const total = (unit: string): number =>
    flows.reduce((sum, { amounts }) => sum + (amounts.find((one) => one.unit === unit)?.value ?? 0), 0);
  if (total('tokens') > 0) return amountWords({ value: total('tokens'), unit: 'tokens' });
  return amountWords({ value: total('bytes'), unit: 'bytes' });
}
