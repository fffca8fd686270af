import type { ParameterKind } from '../inputs.ts';
import type { Topic } from '../lesson.ts';
import type { Value } from '../value.ts';

/**
 * A function that is one idea rather than a composition. In `docs` and `body`, `$1` and `$2` stand for
 * the parameters and `$f` for the function's own name.
 */
export type Classic = {
  readonly id: string;
  readonly topic: Topic;
  readonly lesson: string;
  readonly names: readonly string[];
  readonly parameters: readonly ParameterKind[];
  readonly result: string;
  readonly docs: readonly string[];
  readonly body: readonly string[];
  /** The reference semantics; undefined where the call would raise or say nothing. */
  readonly apply: (first: Value, second: Value) => Value | undefined;
};
