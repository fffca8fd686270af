import type { LabClient } from '../../../preload/contract/contract.ts';
import type { SamplePage, SampleRow } from '../../../preload/contract/evaluations.ts';
import { PagedRows } from '../../bridge/paged-rows.svelte.ts';

export type SampleColumn = 'taskId' | 'verdict' | 'elapsedMs' | 'difficulty' | 'meanLogProbability';

/** All samples of an evaluation as a table: thirty thousand open as quickly as thirty. */
export class SampleList extends PagedRows<SampleRow> {
  query = $state('');
  verdict = $state<string | null>(null);
  sort = $state.raw<{ readonly column: SampleColumn; readonly descending: boolean }>({
    column: 'taskId',
    descending: false,
  });
  readonly #client: LabClient;
  readonly #evaluation: string;

  constructor(client: LabClient, evaluation: string) {
    super();
    this.#client = client;
    this.#evaluation = evaluation;
  }

  protected override load(offset: number, limit: number): Promise<SamplePage> {
    return this.#client.call('evaluations.samples', {
      id: this.#evaluation,
      offset,
      limit,
      query: this.query,
      sort: this.sort,
      ...(this.verdict === null ? {} : { verdict: this.verdict }),
    });
  }

  search(query: string): void {
    if (query === this.query) return;
    this.query = query;
    this.restart();
  }

  only(verdict: string | null): void {
    if (verdict === this.verdict) return;
    this.verdict = verdict;
    this.restart();
  }

  /** A column again turns its order round. */
  toggleSort(column: SampleColumn): void {
    this.sort = { column, descending: this.sort.column === column && !this.sort.descending };
    this.restart();
  }
}
