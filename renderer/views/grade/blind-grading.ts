import type { GradedProblem } from '../../../preload/contract/gradings.ts';

/** One answer as a person grades it: whose it is, the page keeps to itself. */
export type BlindAnswer = {
  readonly taskId: string;
  readonly prompt: string;
  readonly candidate: string;
  readonly completion: string;
};

/** 32 bits from a text (FNV-1a): an order that is the same each time, and that no model's name can be read from. */
function scattered(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // The last characters would otherwise decide the upper bits too little: models of one task would stay together.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** All answers in one mixed order, the same each time the grading is opened. */
export function blindOrder(grading: string, problems: readonly GradedProblem[]): BlindAnswer[] {
  return problems
    .flatMap(({ taskId, prompt, answers }) =>
      answers.map(({ candidate, completion }) => ({ taskId, prompt, candidate, completion })),
    )
    .map((answer) => ({ answer, place: scattered(`${grading}\n${answer.taskId}\n${answer.candidate}`) }))
    .sort((a, b) => a.place - b.place)
    .map(({ answer }) => answer);
}

export const keyOf = ({ taskId, candidate }: Pick<BlindAnswer, 'taskId' | 'candidate'>): string =>
  `${candidate}\n${taskId}`;

/** The answers that a person has graded, by `keyOf`. */
export function gradedByHand(problems: readonly GradedProblem[]): ReadonlySet<string> {
  return new Set(
    problems.flatMap(({ taskId, answers }) =>
      answers.filter(({ manual }) => manual !== null).map(({ candidate }) => keyOf({ taskId, candidate })),
    ),
  );
}

/** The graded answers once grades are counted that the lab has not told yet; null is one that was taken back. */
export function withGiven(
  graded: ReadonlySet<string>,
  given: ReadonlyMap<string, number | null>,
): ReadonlySet<string> {
  const kept = [...graded].filter((key) => given.get(key) !== null);
  const added = [...given].flatMap(([key, grade]) => (grade === null ? [] : [key]));
  return new Set([...kept, ...added]);
}

/** The next answer without a person's grade after `from`, going round once; null when all have one. */
export function nextUngraded(
  order: readonly BlindAnswer[],
  graded: ReadonlySet<string>,
  from: number,
): number | null {
  for (let step = 1; step <= order.length; step++) {
    const at = (from + step) % order.length;
    if (!graded.has(keyOf(order[at]!))) return at;
  }
  return null;
}

/** 0 to 9 for themselves and T for ten. */
export function gradeOfKey(key: string): number | null {
  if (/^[0-9]$/.test(key)) return Number(key);
  return key === 't' || key === 'T' ? 10 : null;
}
