import { checkOf, type Case } from '../cases.ts';
import { annotations, parameterNames, sampleArgument } from '../inputs.ts';
import type { Random } from '../random.ts';
import { equalityKey, literal, type Value } from '../value.ts';
import type { Classic } from './classic.ts';
import { collectionClassics } from './collections.ts';
import { numberClassics } from './numbers.ts';
import { textClassics } from './texts.ts';

/** Every function of the curriculum that is one idea rather than a composition. */
export const classics: readonly Classic[] = [...numberClassics, ...collectionClassics, ...textClassics];

/** A classic with names chosen, wording chosen and calls computed. */
export type WrittenClassic = {
  readonly name: string;
  readonly sentence: string;
  readonly signature: string;
  readonly body: string;
  readonly cases: readonly Case[];
  readonly test: string;
};

/** Names, words and tests a classic; undefined where the names drawn collide or too few calls say anything. */
export function writeClassic(
  classic: Classic,
  caseCount: number,
  random: Random,
): WrittenClassic | undefined {
  const name = random.pick(classic.names);
  const names = classic.parameters.map((kind) => random.pick(parameterNames[kind]));
  const body = classic.body.join('\n');
  if (new Set([...names, name]).size <= names.length) return undefined;
  if (names.some((one) => new RegExp(`\\b${one}\\b`).test(body))) return undefined;
  const fill = (text: string): string =>
    text.replace(/\$(\d)/g, (_, digit: string) => names[Number(digit) - 1]!).replace(/\$f/g, () => name);
  const hints = random.chance(0.08);
  const parameters = names.map((one, index) =>
    hints ? `${one}: ${annotations[classic.parameters[index]!]}` : one,
  );
  const cases = chooseCalls(classic, caseCount, random);
  if (cases === undefined) return undefined;
  return {
    name,
    sentence: fill(random.pick(classic.docs)),
    signature: `def ${name}(${parameters.join(', ')})${hints ? ` -> ${classic.result}` : ''}:`,
    body: `${classic.body.map((line) => `    ${fill(line)}`).join('\n')}\n`,
    cases,
    test: checkOf(cases),
  };
}

/** Calls with at least two different answers, none of them the only one of its kind by accident of repetition. */
function chooseCalls(classic: Classic, count: number, random: Random): Case[] | undefined {
  const cases: Case[] = [];
  const answers = new Set<string>();
  const calls = new Set<string>();
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const call: Value[] = classic.parameters.map((kind) => sampleArgument(kind, random));
    const expected = classic.apply(call[0]!, call[1] ?? null);
    const key = call.map(literal).join();
    if (expected === undefined || calls.has(key)) continue;
    const fresh = !answers.has(equalityKey(expected));
    if (!fresh && cases.length >= count - 1) continue;
    calls.add(key);
    answers.add(equalityKey(expected));
    cases.push({ arguments: call, expected });
    if (cases.length >= count && answers.size > 1) return cases;
  }
  return undefined;
}
