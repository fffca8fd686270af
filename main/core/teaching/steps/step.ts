import type { Topic } from '../lesson.ts';
import type { Value } from '../value.ts';

/** What a small function computes with. A `truth` is worded as a clause, everything else as a noun phrase. */
export type Sort = 'number' | 'text' | 'list' | 'truth';

/** How tightly Python binds an expression: a higher one needs no parentheses within a lower one. */
export const binding = {
  condition: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  power: 8,
  atom: 10,
} as const;
export type Binding = keyof typeof binding; // prettier-ignore

/**
 * One thing that can be done to one or two values. In words and code, `X` and `Y` stand for the operands and `#` for a
 * literal that differs from one exercise to the next.
 */
export type Step = {
  readonly id: string;
  readonly topic: Topic;
  readonly lesson: string;
  readonly from: readonly [Sort] | readonly [Sort, Sort];
  readonly to: Sort;
  /** Words where the operands are parameters. */
  readonly words: readonly string[];
  /** Words that stay clear where the first operand, or the second one, is a phrase of its own. */
  readonly firstLong?: readonly string[];
  readonly secondLong?: readonly string[];
  readonly code: string;
  readonly binding: Binding;
  /** How tightly each operand has to bind. */
  readonly needs: readonly Binding[];
  readonly literals?: readonly number[];
  /** The second operand is a small positive number or a single letter. */
  readonly second?: 'small' | 'letter';
  /** Undefined where Python would raise. */
  readonly apply: (first: Value, second: Value, literal: number) => Value | undefined;
};
