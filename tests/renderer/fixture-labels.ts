import type { CallOutputs, ParsedInput } from '../../preload/contract/contract.ts';
import type { LabelItem, LabelSession } from '../../preload/contract/labels.ts';
import { NOW } from './fixture-data.ts';
import { GUIDELINES, LABELS, QUESTION } from '../../main/core/corpus/annotation.ts';

const TEXTS = 12;

const textOf = (at: number): string =>
  `"""Sums of the first numbers, part ${String(at)}."""\n\n\ndef sum_to(limit):\n    """Return 0 + 1 + … + limit."""\n    total = 0\n    for number in range(limit + ${String(at)}):\n        total += number\n    return total\n`;

/** One labelling session of twelve texts, five of them labelled and one skipped; what is said is remembered. */
export class FixtureLabels {
  /** Whether anything was labelled yet in the project. */
  empty = false;
  /** What the next word is answered with, where it fails. */
  failure: string | null = null;
  readonly items: LabelItem[] = Array.from({ length: TEXTS }, (_, at) => ({
    recordId: `python-stdlib/part${String(at)}.py`,
    source: `python-stdlib/part${String(at)}.py`,
    state: at < 5 ? 'labelled' : at === 5 ? 'skipped' : 'pending',
    label: at < 5 ? 1 + at : null,
    at: at < 6 ? NOW + at : null,
  }));

  get session(): LabelSession {
    const inState = (state: LabelItem['state']): number =>
      this.items.filter((item) => item.state === state).length;
    return {
      id: 'first-sample',
      name: 'first sample',
      annotator: 'Ada',
      dataset: 'raw',
      datasetId: 'raw-1',
      seed: 1,
      createdAt: NOW - 3_600_000,
      texts: TEXTS,
      labelled: inState('labelled'),
      skipped: inState('skipped'),
    };
  }

  readonly answers = {
    'labels.sessions': (): CallOutputs['labels.sessions'] => (this.empty ? [] : [this.session]),
    'labels.sources': (): CallOutputs['labels.sources'] =>
      this.empty
        ? []
        : [
            { kind: 'session', id: 'first-sample', name: 'first sample, Ada', texts: 5 },
            { kind: 'dataset', id: 'labels-1', name: 'labels, Rubric 2', texts: 500 },
          ],
    'labels.create': (): CallOutputs['labels.create'] => {
      this.empty = false;
      return { id: 'first-sample' };
    },
    'labels.session': (): CallOutputs['labels.session'] => ({
      ...this.session,
      items: [...this.items],
      question: QUESTION,
      scale: LABELS,
      guidelines: GUIDELINES,
    }),
    'labels.text': ({ recordId }: ParsedInput<'labels.text'>): CallOutputs['labels.text'] => ({
      text: textOf(this.items.findIndex((item) => item.recordId === recordId)),
    }),
    'labels.say': ({ recordId, said }: ParsedInput<'labels.say'>): CallOutputs['labels.say'] => {
      if (this.failure !== null) throw Object.assign(new Error(this.failure), { code: 'disk-full' });
      const at = this.items.findIndex((item) => item.recordId === recordId);
      const item = this.items[at]!;
      const now: LabelItem =
        said.kind === 'label'
          ? { ...item, state: 'labelled', label: said.label, at: NOW + 100 }
          : said.kind === 'skip'
            ? { ...item, state: 'skipped', label: null, at: NOW + 100 }
            : { ...item, state: 'pending', label: null, at: null };
      this.items[at] = now;
      return now;
    },
    'labels.agreement': (): CallOutputs['labels.agreement'] => ({
      annotators: ['Ada', 'Rubric 2'],
      agreement: {
        texts: 60,
        same: 0.55,
        close: 0.9,
        kappa: { value: 0.43, ci95: [0.28, 0.58] },
        weightedKappa: { value: 0.74, ci95: [0.61, 0.84] },
        confusion: [
          [12, 3, 1, 0, 0],
          [2, 6, 4, 1, 0],
          [0, 3, 7, 3, 0],
          [0, 1, 3, 4, 3],
          [0, 0, 1, 2, 4],
        ],
      },
      words: 'κ 0.43 (0.28 to 0.58), moderate; with quadratic weights 0.74 (0.61 to 0.84), substantial.',
    }),
  };
}
