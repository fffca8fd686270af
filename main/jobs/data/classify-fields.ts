import { EMBEDDING_WINDOWS } from '../../core/corpus/embedding.ts';
import type { OperationField } from '../../core/operation-field.ts';
import { datasetField, outField, seedField } from './fields.ts';

const withModel = { field: 'features', is: ['embedding', 'both'] } as const;

/** The form of `classify`. */
export const classifyFields: readonly OperationField[] = [
  datasetField('What to score.'),
  {
    name: 'from',
    label: 'Learn from',
    hint: 'Labels that annotate made, the rubric at once, or a classifier that was taught before.',
    optional: true,
    type: 'choice',
    options: [
      { value: 'labels', label: 'a dataset of labels' },
      { value: 'rubric', label: 'the rubric, over a part of this dataset' },
      { value: 'classifier', label: 'nothing: use a classifier that is there' },
    ],
    default: 'rubric',
  },
  {
    name: 'labels',
    label: 'Labels',
    hint: 'A dataset that annotate made.',
    optional: true,
    when: { field: 'from', is: ['labels'] },
    type: 'dataset',
  },
  {
    name: 'labelShare',
    label: 'Share to label',
    hint: 'Records that the rubric labels for the classifier to learn from.',
    optional: true,
    advanced: true,
    when: { field: 'from', is: ['rubric'] },
    type: 'number',
    min: 0.001,
    max: 1,
    step: 0.01,
    unit: '',
    default: 0.3,
  },
  {
    name: 'classifier',
    label: 'Classifier',
    hint: 'The name of its folder among the classifiers of the project, or a path.',
    optional: true,
    when: { field: 'from', is: ['classifier'] },
    type: 'text',
    lines: 'one',
  },
  {
    name: 'features',
    label: 'It looks at',
    hint: 'phi-1 looked at what a model makes of a text; syntax needs no model and is fast.',
    optional: true,
    when: { field: 'from', is: ['labels', 'rubric'] },
    type: 'choice',
    options: [
      { value: 'syntax', label: 'syntax and layout' },
      { value: 'embedding', label: 'the mean hidden state of a model' },
      { value: 'both', label: 'both' },
    ],
    default: 'syntax',
  },
  {
    name: 'checkpoint',
    label: 'Model that reads',
    hint: 'Any checkpoint; a better one makes better features.',
    optional: true,
    when: withModel,
    type: 'model',
  },
  {
    name: 'windows',
    label: 'Windows of a long text',
    hint: 'A text longer than the model sees is read in so many places, spread evenly.',
    optional: true,
    advanced: true,
    when: withModel,
    type: 'integer',
    min: 1,
    max: 64,
    unit: '',
    default: EMBEDDING_WINDOWS,
  },
  seedField,
  outField('scored'),
];
