import { SvelteMap } from 'svelte/reactivity';
import type { LabClient } from '../../../../preload/contract/contract.ts';
import type { JobView } from '../../../../preload/contract/jobs.ts';
import type {
  OperationField,
  OperationView,
  ParameterProblem,
} from '../../../../preload/contract/operations.ts';
import { toLabError } from '../../../bridge/lab-error.ts';

export type FieldValue = unknown;

/** What a person fills in for one operation: drawn from its fields, checked by the lab when it is started. */
export class OperationForm {
  readonly operation: OperationView;
  readonly values = new SvelteMap<string, FieldValue>();
  /** What is wrong, by field; the empty name is about the whole. */
  readonly problems = new SvelteMap<string, string>();
  starting = $state(false);
  job = $state.raw<JobView | null>(null);
  readonly #client: LabClient;

  constructor(client: LabClient, operation: OperationView, given: Readonly<Record<string, FieldValue>> = {}) {
    this.#client = client;
    this.operation = operation;
    for (const field of operation.fields) {
      const value = given[field.name] ?? firstValue(field);
      if (value !== undefined) this.values.set(field.name, value);
    }
  }

  /** Fields that count as the others now stand. */
  get fields(): readonly OperationField[] {
    return this.operation.fields.filter(({ when }) => {
      if (when === undefined) return true;
      return when.is.includes(this.values.get(when.field) as string | boolean);
    });
  }

  set(name: string, value: FieldValue): void {
    this.values.set(name, value);
    this.problems.delete(name);
    this.problems.delete('');
  }

  /** What is sent: shown fields with something in them. */
  get parameters(): Record<string, unknown> {
    return Object.fromEntries(
      this.fields.flatMap((field) => {
        const value = sentValue(field, this.values.get(field.name));
        return value === undefined ? [] : [[field.name, value] as const];
      }),
    );
  }

  /** Shows what is wrong, each at its field; what concerns none that is shown stands at the end. */
  refuse(problems: readonly ParameterProblem[]): void {
    for (const { field, message } of problems) {
      const shown = field !== null && this.fields.some((one) => one.name === field);
      this.problems.set(shown ? field : '', message);
    }
  }

  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.problems.clear();
    try {
      const { name } = this.operation;
      const answer = await this.#client.call('operations.start', { name, parameters: this.parameters });
      if (answer.state === 'started') this.job = answer.job;
      else this.refuse(answer.problems);
    } catch (cause) {
      this.problems.set('', toLabError(cause).message);
    } finally {
      this.starting = false;
    }
  }
}

function firstValue(field: OperationField): FieldValue {
  if ('default' in field) return field.default;
  return undefined;
}

/**
 * A field's value as the lab takes it. What is no number is sent as it was typed: the lab says what is wrong with
 * it, in the same words for every door.
 */
export function sentValue(field: OperationField, value: FieldValue): FieldValue {
  if (value === undefined || value === '') return undefined;
  if ((field.type === 'number' || field.type === 'integer') && typeof value === 'string') {
    const number = Number(value.trim().replace(',', '.'));
    return Number.isFinite(number) && value.trim() !== '' ? number : value;
  }
  if (field.type === 'path' && field.many && typeof value === 'string') {
    const lines = value
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return lines.length === 0 ? undefined : lines;
  }
  if (Array.isArray(value) && value.length === 0) return undefined;
  return value;
}
