import { z } from 'zod';
import type { OperationField } from '../../core/operation-field.ts';

/** Fields that most operations have, so that they read alike everywhere. */
export const datasetField = (hint: string): OperationField => ({
  name: 'dataset',
  label: 'Dataset',
  hint,
  optional: false,
  type: 'dataset',
});

export const outField = (name: string): OperationField => ({
  name: 'out',
  label: 'Name of the new dataset',
  hint: 'Letters and digits; what is dropped gets the same name with -dropped.',
  optional: true,
  type: 'text',
  lines: 'one',
  default: name,
});

export const seedField: OperationField = {
  name: 'seed',
  label: 'Seed',
  hint: 'The same seed on the same data gives the same bytes.',
  optional: true,
  advanced: true,
  type: 'integer',
  min: 0,
  max: 2 ** 31 - 1,
  unit: '',
  default: 1,
};

export const datasetParameter = z.string().min(1);
export const outParameter = (name: string) => z.string().min(1).default(name);
export const seedParameter = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .default(1);
