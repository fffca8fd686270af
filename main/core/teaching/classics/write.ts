import { checkOf, type Case } from '../cases.ts';
import { sampleArgument } from '../inputs.ts';
import { namesOf } from '../parameters.ts';
import { peoplesName } from '../people-names.ts';
import { signatureLine, type Hints } from '../python.ts';
import { inOtherHands, namesIn } from '../python-text.ts';
import { doubledName } from '../prompt.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../register.ts';
import { equalityKey, literal, printed, type Value } from '../value.ts';
import type { Voice } from '../voice.ts';
import type { Task } from '../wording.ts';
import type { Classic, Holes } from './classic.ts';

/** A classic with names chosen, wording chosen and calls computed. */
export type WrittenClassic = {
  readonly name: string;
  readonly task: Task;
  readonly subject: Subject;
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
  voice: Voice = 'plain',
): WrittenClassic | undefined {
  const free = voice === 'free';
  const name = random.pick(classic.names);
  const names = classic.parameters.map((kind) =>
    voice === 'people' ? peoplesName(kind, random) : random.pick(namesOf(kind, !free)),
  );
  const holes = fillHoles(classic, random);
  const forms = [classic.body, ...(free ? (classic.others ?? []) : [])];
  const template = random
    .pick(forms)
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
  if (new Set([...names, name]).size <= names.length) return undefined;
  const locals = namesIn(template.replace(/\$[\df]/g, '_'));
  if (names.some((one) => locals.has(one)) || locals.has(name)) return undefined;
  const cases = chooseCalls(
    classic.parameters.map((kind) => () => sampleArgument(kind, random)),
    ([first, second, third]) => classic.apply(first!, second ?? null, third ?? null, holes),
    caseCount,
  );
  if (cases === undefined) return undefined;
  const fill = (text: string, mark: (name: string) => string): string =>
    text
      .replace(/\$(\d)/g, (_, digit: string) => mark(names[Number(digit) - 1]!))
      .replace(/\$f/g, () => name)
      .replace(/@([A-Z])/g, (_, hole: string) => literal(holes[hole]!))
      .replace(/@([a-z])/g, (_, hole: string) => printed(holes[hole.toUpperCase()]!));
  const order = fill(random.pick(classic.docs), (one) => `‹${one}›`).replace(/\.$/, '');
  if (doubledName.test(order)) return undefined;
  const filled = fill(template, (one) => one);
  const parameters = names.map((one, index) => ({ name: one, kind: classic.parameters[index]! }));
  const items = ['ints', 'words', 'naturals'].includes(classic.parameters[0] ?? '') ? names[0] : undefined;
  return {
    name,
    task: { order, further: '' },
    subject: { name, parameters, result: classic.result },
    signature: signatureLine(name, parameters, classic.result, hintsFor(random, voice)),
    body: `${free ? inOtherHands(filled, [...names, name], random, items) : filled}\n`,
    cases,
    test: checkOf(cases),
  };
}

function fillHoles({ holes = {}, linked = [] }: Classic, random: Random): Holes {
  const place = linked.length > 0 ? random.between(0, holes[linked[0]!]!.length - 1) : 0;
  return Object.fromEntries(
    Object.entries(holes).map(([hole, values]) => [
      hole,
      linked.includes(hole) ? values[place]! : random.pick(values),
    ]),
  );
}

/** How often types are said: rarely in plain exercises, in a third of the free ones, in most that people ask for. */
export function hintsFor(random: Random, voice: Voice): Hints {
  if (voice === 'people') return random.pick(['none', 'none', 'bare', 'builtin', 'typing']);
  if (voice === 'plain') return random.chance(0.08) ? 'builtin' : 'none';
  const roll = random.next();
  return roll < 0.62 ? 'none' : roll < 0.8 ? 'builtin' : 'typing';
}

/** Calls with at least two different answers, none of them made twice; undefined where some tries do not suffice. */
export function chooseCalls(
  samplers: readonly (() => Value)[],
  apply: (given: readonly Value[]) => Value | undefined,
  count: number,
): Case[] | undefined {
  const cases: Case[] = [];
  const answers = new Set<string>();
  const calls = new Set<string>();
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const call = samplers.map((sample) => sample());
    const expected = apply(call);
    const key = call.map(literal).join();
    if (expected === undefined || calls.has(key)) continue;
    const fresh = !answers.has(equalityKey(expected));
    if (!fresh && answers.size < 2 && cases.length >= count - 1) continue;
    calls.add(key);
    answers.add(equalityKey(expected));
    cases.push({ arguments: call, expected });
    if (cases.length >= count && answers.size > 1) return cases;
  }
  return undefined;
}
