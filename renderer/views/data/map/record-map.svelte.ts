import type { LabClient } from '../../../../preload/contract/contract.ts';
import type { CellValue, DatasetColumn, DatasetRow } from '../../../../preload/contract/datasets.ts';
import type { MapSample } from '../../../../preload/contract/inspect.ts';
import { bytesOf } from '../../../bridge/download.ts';
import { toLabError, type LabError } from '../../../bridge/lab-error.ts';
import type { RecordQuery } from '../record-browser.svelte.ts';
import { openUmapWorker } from './open-umap-worker.ts';
import type { UmapNews, UmapTask } from './umap-worker.ts';

const PAGE = 500;

/** A sample of the records on a plane, near to what they are like. */
export class RecordMap {
  sample = $state.raw<MapSample | null>(null);
  /** [rows · 2], x and y in 0..1; null until they are laid out. */
  points = $state.raw<Float32Array | null>(null);
  share = $state(0);
  error = $state.raw<LabError | null>(null);
  /** The values of the column that colours the points, in the order of the rows. */
  values = $state.raw<readonly CellValue[] | null>(null);
  readonly #client: LabClient;
  readonly #dataset: string;
  #worker: Worker | null = null;
  #turn = 0;

  constructor(client: LabClient, dataset: string) {
    this.#client = client;
    this.#dataset = dataset;
  }

  async load(query: RecordQuery): Promise<void> {
    const turn = (this.#turn += 1);
    this.stop();
    this.sample = null;
    this.points = null;
    this.values = null;
    this.share = 0;
    this.error = null;
    try {
      const sample = await this.#client.call('datasets.map', { id: this.#dataset, ...query });
      if (turn !== this.#turn) return;
      this.sample = sample;
      if (sample.rows.length >= 3) this.#layOut(sample);
    } catch (cause) {
      if (turn === this.#turn) this.error = toLabError(cause);
    }
  }

  #layOut({ rows, width, vectors }: MapSample): void {
    const worker = openUmapWorker();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<UmapNews>) => {
      if (data.state === 'working') this.share = data.share;
      else {
        this.points = data.points;
        this.stop();
      }
    };
    worker.onerror = (event) => {
      this.error = toLabError(new Error(`The map could not be laid out: ${event.message}`));
      this.stop();
    };
    const task: UmapTask = {
      vectors: new Float32Array(bytesOf(vectors).buffer),
      count: rows.length,
      width,
    };
    worker.postMessage(task);
  }

  /** Asks for the values of a column for the records on the map. */
  async colourBy(column: DatasetColumn | null): Promise<void> {
    const { sample } = this;
    this.values = null;
    if (column === null || sample === null) return;
    const byPlace: Record<number, CellValue> = {};
    for (let from = 0; from < sample.rows.length; from += PAGE) {
      const ordinals = sample.rows.slice(from, from + PAGE).map(({ ordinal }) => ordinal);
      const { rows } = await this.#client.call('datasets.page', {
        id: this.#dataset,
        offset: 0,
        limit: PAGE,
        filters: [{ by: 'rows', label: 'map', ordinals }],
        columns: [column.name],
      });
      for (const row of rows) byPlace[row.ordinal] = cellValue(row, column);
    }
    if (sample === this.sample) this.values = sample.rows.map(({ ordinal }) => byPlace[ordinal] ?? null);
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/** Scores and the record's own columns come with every row; the others are asked for. */
function cellValue(row: DatasetRow, { name }: DatasetColumn): CellValue {
  return row.scores[name] ?? row.values[name] ?? null;
}
