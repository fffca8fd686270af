import type { Composition } from './composition.ts';
import type { ParameterKind } from './parameters.ts';
import { unnamedWords } from './people-names.ts';
import { orderToChange, orderToChoose } from './orders.ts';
import type { Wording } from './piece.ts';
import { otherNouns, otherPhrases, otherPredicates, otherVerbs } from './pieces/synonyms.ts';
import type { Random } from './random.ts';
import type { Voice } from './voice.ts';

/**
 * What a function is to do: an order whose parameters stand between ‹ and ›, so that they can be set off from the
 * words around them.
 */
export type Task = {
  /** 'Return the sum of the numbers in ‹values›', without its full stop. */
  readonly order: string;
  /** Whole sentences that follow it, or nothing. */
  readonly further: string;
};

const fill = (template: string, letter: 'K' | 'P' | 'E', value: string): string =>
  template.replace(new RegExp(`\\b${letter}\\b`, 'g'), () => value);
const marked = (name: string): string => `‹${name}›`;

/** The sentence without marks around its parameters. */
export const unmarked = (sentence: string): string => sentence.replace(/[‹›]/g, '');

/** How often people take another word than the piece's own, and how often they say a parameter's name. */
const otherWordShare = 0.35;
const namedShare = 0.4;
/** How often a list of the elements is asked for by what is done to them: 'Keep only …', 'each of … doubled'. */
const directShare = 0.6;
/** Numbers and letters that are parameters mostly have to be named to be told from others. */
const namedConstantShare = 0.7;

/**
 * The docstring's order for a composition, or undefined where English has no short way to say it.
 * The parts come in the order in which the canonical body needs them wherever grammar allows.
 */
export function wordComposition(
  composition: Composition,
  random: Random,
  voice: Voice = 'plain',
): Task | undefined {
  const { source, filter, mapping, reduction, finish, guard, extra } = composition;
  const people = voice === 'people';
  const free = voice === 'free' || (people && random.chance(otherWordShare));
  /** A clause or a long phrase would swallow what a finish says after it. */
  const clauses = free && composition.finish === undefined;
  const unnamed = (kind: ParameterKind, named: number): string | undefined =>
    people && !random.chance(named) ? unnamedWords(kind, random) : undefined;
  const second = extra && (unnamed(extra.kind, namedConstantShare) ?? marked(extra.name));
  const constantText = (text: string): string => (extra?.name === text ? second! : text);
  const parameter = unnamed(source.piece.parameter, namedShare) ?? marked(composition.parameter);
  const place = fill(
    fill(random.pick(source.piece.places), 'P', parameter),
    'K',
    constantText(source.constant.text),
  );
  const prefix = source.piece.prefix ?? '';
  const noun = free ? random.pick(otherNouns[source.piece.noun] ?? [source.piece.noun]) : source.piece.noun;
  const constant = constantText(filter?.constant.text ?? '');
  const predicates = filter
    ? [...filter.piece.predicates, ...(clauses ? (otherPredicates[filter.piece.id] ?? []) : [])]
    : [];
  const [are, is] = filter ? random.pick(predicates) : ['', ''];
  let filtered = `${prefix}${noun} ${place}`;
  if (filter) {
    const { adjectives, modifiers } = filter.piece;
    const relative = clauses ? predicates.map(([plural]) => `that ${plural}`) : [];
    const chosen = random.pick([...adjectives, ...modifiers, ...relative]);
    if (adjectives.includes(chosen)) filtered = `${prefix}${chosen} ${noun} ${place}`;
    else if (chosen.startsWith('that ') || place.startsWith('of '))
      filtered = `${prefix}${noun} ${place} ${fill(chosen, 'K', constant)}`;
    else filtered = `${prefix}${noun} ${fill(chosen, 'K', constant)} ${place}`;
  }
  const plural = mapping?.piece.plurals[0];
  const mappingConstant = constantText(mapping?.constant.text ?? '');
  const mapped = mapping && plural !== undefined ? fill(plural, 'K', mappingConstant) : '';
  const words: Omit<Wording, 'plural'> = {
    unfiltered: `${prefix}${noun} ${place}`,
    filtered,
    are: fill(are, 'K', constant),
    is: fill(is, 'K', constant),
    mapped,
    mappedOne: mapping ? fill(mapping.piece.singular, 'K', mappingConstant).replace(/^its /, '') : '',
    constant: constantText(reduction.constant.text),
  };
  const further = guard ? guard.sentence(parameter) : '';
  if (people && reduction.piece.id === 'list' && finish === undefined && random.chance(directShare)) {
    const direct = { ...words, mappingConstant };
    const order = mapping
      ? orderToChange(mapping.piece.id, direct, random)
      : filter && orderToChoose(direct, random);
    if (order !== undefined) return { order, further };
  }
  if (mapping === undefined) return { order: `Return ${result({ ...words, plural: filtered })}`, further };

  const { ending } = reduction.piece;
  const verbs = [...mapping.piece.verbs, ...(free ? (otherVerbs[mapping.piece.id] ?? []) : [])];
  if (
    verbs.length > 0 &&
    ending !== undefined &&
    finish === undefined &&
    (plural === undefined || random.chance(free ? 0.45 : 0.15))
  ) {
    const verb = fill(random.pick(verbs), 'K', mappingConstant);
    const order = /\bE\b/.test(verb) ? fill(verb, 'E', `the ${filtered}`) : `${verb} the ${filtered}`;
    return { order: `${capital(order)} and return ${ending}`, further };
  }
  if (plural === undefined) return undefined;
  return {
    order: `Return ${result({ ...words, plural: `${mapped} of ${free && random.chance(0.35) ? 'the ' : ''}${filtered}` })}`,
    further,
  };

  function result(wording: Wording): string {
    const { id, phrases } = reduction.piece;
    const phrase = random.pick(clauses ? [...phrases, ...(otherPhrases[id] ?? [])] : phrases)(wording);
    return finish ? finish.piece.phrase(phrase, constantText(finish.constant.text)) : phrase;
  }
}

const capital = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

const genericNames = ['solve', 'compute', 'process', 'answer', 'calculate', 'evaluate', 'derive'];
const freeNames = [
  ...genericNames,
  'f',
  'func',
  'task',
  'run',
  'check_it',
  'do_it',
  'summary',
  'handle',
  'transform',
  'analyse',
  'my_function',
  'work_out',
  'report',
];
const verbs = [
  'get',
  'find',
  'calc',
  'compute',
  'make',
  'build',
  'return',
  'give',
  'collect',
  'determine',
  'select',
];

/** A function name: mostly made of what the function does, sometimes one that gives nothing away. */
export function nameComposition(composition: Composition, random: Random, voice: Voice = 'plain'): string {
  const free = voice !== 'plain';
  if (random.chance(free ? 0.2 : 0.45)) return random.pick(free ? freeNames : genericNames);
  const { source, filter, mapping, reduction, finish } = composition;
  const tags = [reduction.piece.tag, mapping?.piece.tag, filter?.piece.tag].filter(
    (tag) => tag !== undefined,
  );
  if (tags.length === 1) tags.push(source.piece.tag);
  const first = finish && random.chance(0.5) ? finish.piece.tag : tags[0]!;
  if (!free) return `${first}_${random.pick(tags.slice(1))}`;
  const rest = random.chance(0.4) ? tags.slice(1) : [random.pick(tags.slice(1))];
  const subject = random.chance(0.3) ? [source.piece.tag] : [];
  const joint = random.chance(0.4) ? ['of'] : [];
  const name = [
    ...(random.chance(0.4) ? [random.pick(verbs)] : []),
    first,
    ...joint,
    ...new Set([...rest, ...subject]),
  ];
  return name.filter((part, index) => part !== name[index - 1]).join('_');
}
