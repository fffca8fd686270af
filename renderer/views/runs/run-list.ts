import type { Change, LabClient } from '../../../preload/contract/contract.ts';
import type { RunSummary } from '../../../preload/contract/runs.ts';
import type { LabConnection } from '../../bridge/lab.svelte.ts';
import { live, type Live } from '../../bridge/live.svelte.ts';

/**
 * Every run of the project. A run that trains moves on its own row, and only that row is asked for; the whole list is
 * asked for when runs come, end or are labelled, and whenever nobody said what moved.
 */
export class RunList {
  #runs: readonly RunSummary[] | null = null;
  #whole = true;
  #moved = new Set<string>();

  /** Whether a change concerns the list; it is then remembered for the next load. */
  concerns(change: Change): boolean {
    if (change.subject === 'runs') this.#whole = true;
    else if (change.subject === 'run') this.#moved.add(change.id);
    else return false;
    return true;
  }

  async load(client: LabClient): Promise<readonly RunSummary[]> {
    const known = this.#whole || this.#moved.size === 0 ? null : this.#runs;
    const moved = this.#moved;
    this.#whole = false;
    this.#moved = new Set();
    try {
      if (known === null) this.#runs = await client.call('runs.list');
      else {
        const rows = await client.call('runs.list', { ids: [...moved] });
        const fresh = new Map(rows.map((run) => [run.id, run]));
        this.#runs = known.map((run) => fresh.get(run.id) ?? run);
      }
      return this.#runs;
    } catch (cause) {
      // What could not be asked for is still not known.
      this.#whole ||= known === null;
      for (const id of moved) this.#moved.add(id);
      throw cause;
    }
  }
}

/** To be called while a component is set up. */
export function liveRuns(lab: LabConnection): Live<readonly RunSummary[]> {
  const list = new RunList();
  return live(
    lab,
    (client) => list.load(client),
    (change) => list.concerns(change),
  );
}
