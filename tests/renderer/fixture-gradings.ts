import { summariseGrades, type Grade } from '../../main/core/evaluation/grading.ts';
import { seededRandom } from '../../main/core/training/random.ts';
import type { CallInput, Change } from '../../preload/contract/contract.ts';
import type { JobView } from '../../preload/contract/jobs.ts';
import type { GradedProblem, GradingDetails, GradingSummary } from '../../preload/contract/gradings.ts';
import { NOW } from './fixture-data.ts';
import { choices } from './fixture-evaluations.ts';

const models = ['raw', 'filtered', 'textbooks', 'textbooks+exercises'];
const graders = ['judge-1', 'judge-2', 'judge-3'];

export const gradingSummary: GradingSummary = {
  id: 'grading-1',
  models,
  graders,
  state: 'done',
  startedAt: NOW - 3_600_000,
  progress: null,
  error: null,
};

const names = ['sort_by_mirror', 'count_bridges', 'fold_calendar', 'weave_words', 'roman_sum', 'skip_primes'];
const opinion = (grade: number): string =>
  grade > 6
    ? 'The loop does what the docstring asks; only the empty list goes wrong.'
    : 'The idea is there in part, but the result is never returned.';

/** The fixture's grading, with the grades by hand that were given since. */
export class FixtureGrading {
  readonly #byHand = new Map<string, { readonly grade: number; readonly evaluation: string }>();

  grade(taskId: string, candidate: string, grade: number | null, evaluation: string): void {
    if (grade === null) this.#byHand.delete(`${candidate}\n${taskId}`);
    else this.#byHand.set(`${candidate}\n${taskId}`, { grade, evaluation });
  }

  /** The contract's calls about gradings. */
  calls(lab: { readonly moment: string; readonly job: JobView | null; push(change: Change): void }) {
    const isFirst = (): boolean => lab.moment === 'first';
    return {
      'gradings.list': () => (isFirst() ? [] : [gradingSummary]),
      'gradings.choices': () => ({
        models: isFirst() ? [] : choices.models,
        problems: 56,
        endpoint: { baseUrl: null, model: null, keyVariable: null },
        llama: false,
      }),
      'gradings.start': () => lab.job!,
      'gradings.get': () => this.details,
      'gradings.grade': ({ taskId, candidate, grade, note }: CallInput<'gradings.grade'>) => {
        this.grade(taskId, candidate, grade, note ?? '');
        lab.push({ subject: 'evaluations' });
        return null;
      },
    };
  }

  get details(): GradingDetails {
    const grades: Grade[] = [];
    const problems = names.map((name, at): GradedProblem => {
      const taskId = `unconventional/${String(at)}`;
      return {
        taskId,
        prompt: `def ${name}(values):\n    """Do what the name says.\n\n    >>> ${name}([1, 2])\n    [2, 1]\n    """\n`,
        topics: ['lists'],
        answers: models.map((candidate, place) => {
          const given = graders.map((grader, by) => {
            const grade = Math.min(10, (at * 3 + place * 2 + by) % (5 + 2 * place));
            grades.push({ taskId, candidate, grader, grade, evaluation: opinion(grade) });
            return { grader, grade, evaluation: opinion(grade) };
          });
          const manual = this.#byHand.get(`${candidate}\n${taskId}`) ?? null;
          if (manual !== null) grades.push({ taskId, candidate, grader: 'manual', ...manual });
          return {
            candidate,
            completion: `    result = []\n    for value in values:\n        result.insert(0, value)\n    return result[${String(place)}:]\n`,
            grades: given,
            ungraded: [],
            mean: given.reduce((sum, { grade }) => sum + grade, 0) / given.length,
            manual: manual === null ? null : { grader: 'manual', ...manual },
          };
        }),
      };
    });
    const random = seededRandom(1);
    const agreement = summariseGrades({ grades, ungraded: [] }, () => random.uniform());
    return {
      ...gradingSummary,
      problems,
      agreement,
      spent: { promptTokens: 31_204, completionTokens: 5_816 },
    };
  }
}
