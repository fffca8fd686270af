import type { Json } from '../../../node/datasets/canonical-json.ts';
import { canonicalJson } from '../../../node/datasets/canonical-json.ts';
import type { Dataset } from '../../../node/datasets/open-dataset.ts';

/** What a dataset is to the step that made it: one step may make several. */
export type StepPart = { readonly role: string; readonly dataset: Dataset };

/** `filter: kept` is the part `kept` of the step `filter`. */
export function stepAndRole(operation: string): { readonly step: string; readonly role: string } {
  const [step = operation, role = 'made'] = operation.split(': ', 2);
  return { step, role };
}

/** The datasets that the same run of a step made: the same parents, the same parameters; one of each role, newest first. */
export function partsOfStep(datasets: readonly Dataset[], dataset: Dataset): readonly StepPart[] {
  const { step } = stepAndRole(dataset.manifest.operation);
  const key = keyOf(dataset);
  const parts = new Map<string, Dataset>([[stepAndRole(dataset.manifest.operation).role, dataset]]);
  for (const other of [...datasets].reverse()) {
    const { step: theirs, role } = stepAndRole(other.manifest.operation);
    if (theirs === step && role !== 'made' && keyOf(other) === key && !parts.has(role)) parts.set(role, other);
  }
  const order = ['kept', 'made', 'dropped'];
  const place = (role: string) => (order.indexOf(role) + 1 || order.length + 1);
  return [...parts]
    .map(([role, part]) => ({ role, dataset: part }))
    .sort((one, other) => place(one.role) - place(other.role));
}

const keyOf = ({ manifest }: Dataset): string =>
  canonicalJson({ parents: manifest.parents, parameters: manifest.parameters as Json });
