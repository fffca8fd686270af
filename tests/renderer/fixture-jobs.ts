import type { JobState, JobView } from '../../preload/contract/jobs.ts';
import { NOW } from './fixture-data.ts';

/** Jobs beside the recipe, that a test lines up and the page moves about. */
export class FixtureJobs {
  #ended: readonly JobView[] = [];
  #line: readonly JobView[] = [];

  get list(): readonly JobView[] {
    return [...this.#line.map((job, index) => ({ ...job, queuePosition: index + 1 })), ...this.#ended];
  }

  /** Adds a job: `queued` ones to the end of the line, all others to those that ended. */
  add(id: string, title: string, state: JobState, more: Partial<JobView> = {}): void {
    const job: JobView = {
      id,
      title,
      state,
      kind: 'evaluation',
      queuePosition: null,
      startedAt: NOW - 3_600_000,
      endedAt: state === 'queued' ? null : NOW - 3_000_000,
      progress: null,
      error: null,
      result: null,
      ...more,
    };
    if (state === 'queued') this.#line = [...this.#line, job];
    else this.#ended = [...this.#ended, job];
  }

  end(id: string, state: JobState): void {
    const job = this.#take(id);
    if (job !== undefined) this.#ended = [{ ...job, state, endedAt: NOW }, ...this.#ended];
  }

  queue(id: string): void {
    const job = this.#take(id);
    if (job !== undefined) this.#line = [{ ...job, state: 'queued', endedAt: null }, ...this.#line];
  }

  move(id: string, before: string | null): void {
    const job = this.#line.find((one) => one.id === id);
    if (job === undefined) return;
    const others = this.#line.filter((one) => one.id !== id);
    const at = before === null ? others.length : others.findIndex((one) => one.id === before);
    this.#line = others.toSpliced(at, 0, job);
  }

  #take(id: string): JobView | undefined {
    const job = [...this.#line, ...this.#ended].find((one) => one.id === id);
    this.#line = this.#line.filter((one) => one.id !== id);
    this.#ended = this.#ended.filter((one) => one.id !== id);
    return job;
  }
}
