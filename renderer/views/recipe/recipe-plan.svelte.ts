import type { LabClient } from '../../../preload/contract/contract.ts';
import type { RecipePlan } from '../../../preload/contract/recipe.ts';
import { CONNECTION_LOST, toLabError, type LabError } from '../../bridge/lab-error.ts';
import type { SettingsInput } from './recipe-state.ts';

/** Between the last letter typed and the question. */
const REST_MS = 120;

/** What a run with the settings on the screen would make, asked again whenever they or what is there change. */
export class PlanInSight {
  value = $state.raw<RecipePlan | null>(null);
  /** Why the lab has no plan for these settings. */
  error = $state.raw<LabError | null>(null);
  /** Whether what is shown is not yet the answer for the settings on the screen. */
  asking = $state(false);
  readonly #client: LabClient;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;

  constructor(client: LabClient) {
    this.#client = client;
  }

  ask(settings: SettingsInput): void {
    clearTimeout(this.#timer);
    const question = ++this.#latest;
    this.asking = true;
    this.#timer = setTimeout(() => void this.#answer(question, settings), this.value === null ? 0 : REST_MS);
  }

  stop(): void {
    this.#latest += 1;
    clearTimeout(this.#timer);
  }

  async #answer(question: number, settings: SettingsInput): Promise<void> {
    try {
      const plan = await this.#client.call('recipe.plan', settings);
      if (question !== this.#latest) return;
      this.value = plan;
      this.error = null;
    } catch (cause) {
      if (question !== this.#latest) return;
      const error = toLabError(cause);
      // The reconnection asks again.
      if (error.code !== CONNECTION_LOST) this.error = error;
    }
    this.asking = false;
  }
}
