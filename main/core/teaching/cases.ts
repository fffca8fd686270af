import type { Composition } from './composition.ts';
import { sampleArgument } from './inputs.ts';
import type { Random } from './random.ts';
import { equalityKey, isList, literal, type Value } from './value.ts';

/** One call of a function and what it returns. */
export type Case = { readonly arguments: readonly Value[]; readonly expected: Value };

/** Which steps of a composition are left out, to see whether a test would notice. */
export type Omitted = 'filter' | 'mapping' | 'finish' | undefined;

/** What the composition returns, or undefined where Python would raise. */
export function evaluate(
  composition: Composition,
  given: readonly Value[],
  omitted?: Omitted,
): Value | undefined {
  const { source, filter, mapping, reduction, finish, guard } = composition;
  const constant = (chosen: { readonly constant: { readonly fixed: Value | undefined } }): Value =>
    chosen.constant.fixed ?? given[1] ?? null;
  const argument = given[0]!;
  if (guard && isEmpty(argument)) return guard.value;
  const elements = source.piece.items(argument, constant(source));
  const verdicts = elements.map((element) =>
    filter && omitted !== 'filter' ? filter.piece.test(element, constant(filter)) : true,
  );
  const kept = elements.filter((_, index) => verdicts[index]);
  const items =
    mapping && omitted !== 'mapping'
      ? kept.map((element) => mapping.piece.apply(element, constant(mapping)))
      : kept;
  try {
    const value = reduction.piece.apply({ items, elements, kept, verdicts, constant: constant(reduction) });
    if (value === undefined || !finish || omitted === 'finish') return value;
    return finish.piece.apply(value, constant(finish));
  } catch (error) {
    // Leaving out a mapping can hand the rest elements of another type; that counts as noticed.
    if (omitted !== undefined && error instanceof TypeError) return undefined;
    throw error;
  }
}

const isEmpty = (argument: Value): boolean => argument === '' || (isList(argument) && argument.length === 0);

/**
 * Chooses calls that tell the composition from the same one with a step left out, and that do not all
 * have the same answer. Undefined where `attempts` random calls do not suffice.
 */
export function chooseCases(
  composition: Composition,
  count: number,
  random: Random,
  attempts = 40,
): Case[] | undefined {
  const { source, filter, mapping, finish, guard, extra } = composition;
  const surviving = new Set<Omitted>();
  if (filter) surviving.add('filter');
  if (mapping) surviving.add('mapping');
  if (finish) surviving.add('finish');
  const cases: Case[] = [];
  const answers = new Set<string>();
  const calls = new Set<string>();
  if (guard) {
    const empty: Value = source.piece.parameter === 'text' ? '' : [];
    cases.push({
      arguments: extra ? [empty, sampleArgument(extra.kind, random)] : [empty],
      expected: guard.value,
    });
    answers.add(equalityKey(guard.value));
  }
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const call = [sampleArgument(source.piece.parameter, random)];
    if (extra) call.push(sampleArgument(extra.kind, random));
    const expected = evaluate(composition, call);
    if (expected === undefined) continue;
    const answer = equalityKey(expected);
    const killed = [...surviving].filter((omitted) => {
      const other = evaluate(composition, call, omitted);
      return other === undefined || equalityKey(other) !== answer;
    });
    // A case earns its place by noticing an omission or by a new answer; the last ones may be any.
    const useful = killed.length > 0 || !answers.has(answer);
    if (!useful && cases.length >= count - 1) continue;
    if (!useful && attempt < 3) continue;
    const key = call.map(literal).join();
    if (calls.has(key)) continue;
    calls.add(key);
    killed.forEach((omitted) => surviving.delete(omitted));
    answers.add(answer);
    cases.push({ arguments: call, expected });
    if (cases.length >= count && surviving.size === 0 && answers.size > 1) return cases;
    if (cases.length > count + 2) return undefined;
  }
  return undefined;
}

/** Python that defines `check(candidate)`, one assert a case. */
export function checkOf(cases: readonly Case[]): string {
  const lines = cases.map(({ arguments: call, expected }) => {
    const applied = `candidate(${call.map(literal).join(', ')})`;
    if (expected !== null && typeof expected === 'object' && !isList(expected) && expected.kind === 'float') {
      return `    assert abs(${applied} - ${literal(expected)}) < 1e-9`;
    }
    return `    assert ${applied} == ${literal(expected)}`;
  });
  return `def check(candidate):\n${lines.join('\n')}\n`;
}
