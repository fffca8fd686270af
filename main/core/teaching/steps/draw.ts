import type { ParameterKind } from '../parameters.ts';
import { peoplesName, unnamedWords } from '../people-names.ts';
import type { Random } from '../random.ts';
import type { Value } from '../value.ts';
import { steps } from './catalogue.ts';
import { binding, type Binding, type Sort, type Step } from './step.ts';

/** A value of a small function, as words, as Python and as what it is for given arguments. */
export type Term = {
  readonly words: string;
  readonly code: string;
  readonly binding: Binding;
  readonly apply: (given: readonly Value[]) => Value | undefined;
};

/** A small function before it is named: its parameters, what it returns, and the steps it takes. */
export type SmallFunction = {
  readonly parameters: readonly { readonly name: string; readonly kind: ParameterKind }[];
  readonly result: Sort;
  readonly order: string;
  /** Lines of the body, without their indentation. */
  readonly lines: readonly string[];
  readonly apply: (given: readonly Value[]) => Value | undefined;
  readonly steps: readonly Step[];
};

const kindsOf: Readonly<Record<Exclude<Sort, 'truth'>, readonly ParameterKind[]>> = {
  number: ['delta', 'delta', 'small'],
  text: ['word', 'word', 'text'],
  list: ['ints'],
};

/** Draws the parts of one function: its parameters come into being where a term first needs them. */
class Draft {
  readonly parameters: { name: string; kind: ParameterKind; sort: Sort }[] = [];
  readonly taken: Step[] = [];
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** A term of `depth` steps; undefined where none of the sort is as deep. */
  term(sort: Sort, depth: number, want?: Step['second']): Term | undefined {
    const { random } = this;
    if (depth === 0) return sort === 'truth' ? undefined : this.leaf(sort, want);
    const possible = steps.filter(({ to, from }) => to === sort && (depth > 1 || !from.includes('truth')));
    const step = random.pick(possible);
    const deep = depth - 1;
    const [one, two] = step.from;
    const shared = one === 'truth' ? [Math.max(1, deep - 1), 1] : random.chance(0.5) ? [deep, 0] : [0, deep];
    const [firstDepth, secondDepth] = two === undefined ? [deep, 0] : [shared[0]!, shared[1]!];
    const said = firstDepth === 0 && secondDepth === 0 ? step.words : firstDepth > 0 ? step.firstLong : step.secondLong;
    if (said === undefined) return undefined;
    this.taken.push(step);
    const first = this.term(one, firstDepth);
    const second = two === undefined ? undefined : this.term(two, secondDepth, step.second);
    if (first === undefined || (two !== undefined && (second === undefined || second.code === first.code))) return undefined;
    if (firstDepth > 0 && !isClear(one, first.words)) return undefined;
    if (secondDepth > 0 && !isClear(two!, second!.words)) return undefined;
    const literal = step.literals ? random.pick(step.literals) : 0;
    const [x, y] = [within(first, step.needs[0]!), second ? within(second, step.needs[1]!) : ''];
    return {
      words: fill(random.pick(said), first.words, second?.words ?? '', literal),
      code: fill(step.code, x, y, literal),
      binding: step.binding,
      apply: (given) => {
        const left = first.apply(given);
        const right = second === undefined ? null : second.apply(given);
        return left === undefined || right === undefined ? undefined : step.apply(left, right, literal);
      },
    };
  } // prettier-ignore

  private leaf(sort: Exclude<Sort, 'truth'>, want: Step['second']): Term {
    const { random } = this;
    const known = this.parameters.filter((one) => one.sort === sort);
    const again = known.length > 0 && (this.parameters.length > 2 || random.chance(0.25));
    const parameter = again ? random.pick(known) : this.parameter(sort, want);
    const at = this.parameters.indexOf(parameter);
    return {
      words: `‹${parameter.name}›`,
      code: parameter.name,
      binding: 'atom',
      apply: (given) => given[at]!,
    };
  }

  private parameter(sort: Exclude<Sort, 'truth'>, want: Step['second']) {
    const kind = want ?? this.random.pick(kindsOf[sort]);
    let name = peoplesName(kind, this.random);
    while (this.parameters.some((one) => one.name === name)) name = peoplesName(kind, this.random);
    const parameter = { name, kind, sort };
    this.parameters.push(parameter);
    return parameter;
  }
}

/** Whether a phrase can stand within another: 'twice a plus b' would be two things. */
const isClear = (sort: Sort, words: string): boolean => sort !== 'number' || /^(the|how) /.test(words);

const within = ({ code, binding: own }: Term, needed: Binding): string =>
  binding[own] < binding[needed] ? `(${code})` : code;
const fill = (template: string, x: string, y: string, literal: number): string =>
  template.replace(/\b[XY]\b|#/g, (mark) => (mark === 'X' ? x : mark === 'Y' ? y : String(literal)));

/**
 * Draws a function of two steps or more over one to three parameters, none of which is a pipeline over elements: single
 * steps are what published benchmarks begin with, so no exercise is one. Undefined where the dice do not come out.
 */
export function drawSmallFunction(random: Random): SmallFunction | undefined {
  const draft = new Draft(random);
  const body = random.chance(0.25) ? chosen(draft, random) : direct(draft, random);
  const { taken, parameters } = draft;
  const repeats = new Set(taken).size < taken.length;
  if (body === undefined || taken.length < 2 || repeats || parameters.length === 0) return undefined;
  const { order, lines, apply, result } = body;
  return { parameters, result, order: anonymous(order, draft, random), lines, apply, steps: taken };
} // prettier-ignore

type Body = Pick<SmallFunction, 'result' | 'order' | 'lines' | 'apply'>;

function direct(draft: Draft, random: Random): Body | undefined {
  const result = random.pick([
    'number',
    'number',
    'number',
    'text',
    'text',
    'list',
    'truth',
    'truth',
  ] as const);
  const term = draft.term(result, random.pick([2, 2, 2, 3]));
  if (term === undefined) return undefined;
  const asked = random.pick(['whether', 'whether', 'True if']);
  const order = result === 'truth' ? `Return ${asked} ${term.words}` : `Return ${term.words}`;
  return { result, order, lines: [`return ${term.code}`], apply: term.apply };
}

/** One value or another, as a condition decides. */
function chosen(draft: Draft, random: Random): Body | undefined {
  const condition = draft.term('truth', 1);
  const result = random.pick(['number', 'number', 'text'] as const);
  const yes = draft.term(result, random.pick([0, 1]));
  const no = draft.term(result, random.pick([0, 1]));
  if (condition === undefined || yes === undefined || no === undefined || yes.code === no.code)
    return undefined;
  const otherwise = random.pick([', otherwise', ', else', ' and otherwise']);
  const order = random.pick([
    `Return ${yes.words} if ${condition.words}${otherwise} ${no.words}`,
    `If ${condition.words}, return ${yes.words}${otherwise} return ${no.words}`,
  ]);
  const lines = random.pick([
    [`return ${yes.code} if ${condition.code} else ${no.code}`],
    [`if ${condition.code}:`, `    return ${yes.code}`, `return ${no.code}`],
    [`if ${condition.code}:`, `    return ${yes.code}`, 'else:', `    return ${no.code}`],
  ]);
  const apply: SmallFunction['apply'] = (given) => {
    const verdict = condition.apply(given);
    return verdict === undefined ? undefined : verdict === true ? yes.apply(given) : no.apply(given);
  };
  return { result, order, lines, apply };
}

/** The order with its parameters unnamed, where it is clear which is meant. */
function anonymous(order: string, { parameters }: Draft, random: Random): string {
  const [first, second] = parameters;
  if (second === undefined && first !== undefined && random.chance(0.5)) {
    const mark = `‹${first.name}›`;
    const words = unnamedWords(first.kind, random);
    return words !== undefined && order.split(mark).length === 2 ? order.replace(mark, () => words) : order;
  }
  if (parameters.length !== 2 || first!.sort !== second!.sort || !random.chance(0.25)) return order;
  const noun = { number: 'numbers', text: 'strings', list: 'lists', truth: '' }[first!.sort];
  const pair = `‹${first!.name}› and ‹${second!.name}›`;
  if (order.split('‹').length !== 3) return order;
  return order.replace(pair, random.pick([`the two ${noun}`, `two ${noun}`, `two given ${noun}`]));
}
