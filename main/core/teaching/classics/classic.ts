import type { Topic } from '../lesson.ts';
import type { ParameterKind } from '../parameters.ts';
import type { Value } from '../value.ts';

/** What each writing of a classic fills its holes with. */
export type Holes = Readonly<Record<string, Value>>;

/**
 * A function that is one idea rather than a composition. In `docs` and in bodies, `$1` to `$3` stand for the
 * parameters, `$f` for the function's own name, `@A` for the literal in the hole A and `@a` for the same without
 * quotes. Locals have the names that `python-text.ts` knows, so that they can be called otherwise.
 */
export type Classic = {
  readonly id: string;
  readonly topic: Topic;
  readonly lesson: string;
  readonly names: readonly string[];
  readonly parameters: readonly ParameterKind[];
  readonly result: string;
  /** Orders, each one sentence that begins with a verb. */
  readonly docs: readonly string[];
  readonly body: readonly string[];
  /** Other bodies that do the same. */
  readonly others?: readonly (readonly string[])[];
  /** Holes whose values belong together: all of them take the same place in their lists. */
  readonly linked?: readonly string[];
  /** Values to choose from for each hole: a limit, a word, a rate. */
  readonly holes?: Readonly<Record<string, readonly Value[]>>;
  /** The reference semantics; undefined where the call would raise or say nothing. */
  readonly apply: (first: Value, second: Value, third: Value, holes: Holes) => Value | undefined;
};

/**
 * The lines of a Python body, its common indentation removed.
 *
 * @example
 * py`
 *   if $1 < 0:
 *       return 0
 *   return $1` // → ['if $1 < 0:', '    return 0', 'return $1']
 */
export function py({ raw }: TemplateStringsArray): readonly string[] {
  const lines = raw[0]!
    .split('\n')
    .slice(1)
    .map((line) => line.trimEnd());
  const margin = Math.min(
    ...lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines.map((line) => line.slice(margin));
}
