import type { LabClient } from '../../../preload/contract/contract.ts';
import type { MetricPoint } from '../../../preload/contract/runs.ts';
import { CONNECTION_LOST, toLabError, type LabError } from '../../bridge/lab-error.ts';
import { drawnTogether, onChanges } from '../../bridge/live.svelte.ts';
import { decimate, mergePoints, stepRange, type Metric, type XAxis } from '../../charts/series.ts';

/** What a chart of this width can show; more is thinned, by the lab when it loads, here as it grows. */
const MOST_POINTS = 2_000;
const MOST_LIVE_POINTS = 3_000;

type Window = { readonly points: readonly MetricPoint[]; readonly stored: number };

/**
 * The metrics of one run in this window. The history is asked for once; afterwards only what is newer than
 * the last step at hand. A zoom asks for its own stretch in full detail and leaves the history alone.
 */
export class RunMetrics {
  readonly id: string;
  points = $state.raw<readonly MetricPoint[]>([]);
  stored = $state(0);
  error = $state.raw<LabError | null>(null);
  loaded = $state(false);
  zoom = $state.raw<Window | null>(null);
  readonly shown = $derived<Window>(this.zoom ?? { points: this.points, stored: this.stored });
  readonly #client: LabClient;
  #asking = false;
  #again = false;
  #zoomTurn = 0;
  #metric: Metric = 'loss';
  #afresh = false;
  #zoomAgain: () => Promise<void> = () => Promise.resolve();

  constructor(client: LabClient, id: string) {
    this.#client = client;
    this.id = id;
  }

  /** Asks for what is new; all of it the first time. Calls while one is under way lead to one more. */
  async follow(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    try {
      do {
        this.#again = false;
        await this.#ask();
      } while (this.#again);
    } finally {
      this.#asking = false;
    }
  }

  /** The quantity that is drawn: where more points are stored than are shown, its own spikes are asked for. */
  async draw(metric: Metric): Promise<void> {
    if (metric === this.#metric) return;
    this.#metric = metric;
    if (this.zoom !== null) void this.#zoomAgain();
    if (!this.loaded || this.stored === this.points.length) return;
    this.#afresh = true;
    await this.follow();
  }

  async #ask(): Promise<void> {
    const last = this.#afresh ? undefined : this.points.at(-1);
    this.#afresh = false;
    const metric = this.#metric;
    try {
      // One step back: its held-out loss may have come after the step itself was sent.
      const page = await this.#client.call('runs.metrics', {
        id: this.id,
        metric,
        ...(last === undefined
          ? { maxPoints: MOST_POINTS }
          : { afterStep: Math.max(-1, last.step - 1), maxPoints: 20_000 }),
      });
      if (last !== undefined) await drawnTogether();
      if (last === undefined) {
        this.points = page.points;
        this.stored = page.stored;
      } else {
        this.points = decimate(mergePoints(this.points, page.points), MOST_LIVE_POINTS, metric);
        this.stored += page.points.filter((point) => point.step > last.step).length;
      }
      this.loaded = true;
      this.error = null;
    } catch (cause) {
      const error = toLabError(cause);
      if (error.code !== CONNECTION_LOST) this.error = error;
    }
  }

  /** Shows one stretch of the x axis in detail; null shows everything again. */
  async zoomTo(xAxis: XAxis, range: { readonly from: number; readonly to: number } | null): Promise<void> {
    const turn = ++this.#zoomTurn;
    if (range === null) {
      this.zoom = null;
      return;
    }
    this.#zoomAgain = () => this.zoomTo(xAxis, range);
    const steps = stepRange(this.points, xAxis, range.from, range.to);
    if (steps === null) return;
    try {
      const page = await this.#client.call('runs.metrics', {
        id: this.id,
        ...steps,
        metric: this.#metric,
        maxPoints: MOST_POINTS,
      });
      // A later zoom may have been answered first.
      if (turn === this.#zoomTurn) this.zoom = { points: page.points, stored: page.stored };
    } catch {
      // The coarse points stay on the screen, and their badge says how many they are.
    }
  }
}

/** Has each of these runs ask for what is new when the lab says that it moved. Returns how to stop. */
export function followMoved(client: LabClient, metrics: ReadonlyMap<string, RunMetrics>): () => void {
  let moved: RunMetrics[] = [];
  const watch = onChanges(
    client,
    (change) => {
      const run = change.subject === 'run' ? metrics.get(change.id) : undefined;
      if (run !== undefined && !moved.includes(run)) moved.push(run);
      return run !== undefined;
    },
    () => {
      for (const run of moved) void run.follow();
      moved = [];
    },
  );
  return () => {
    watch.stop();
  };
}
