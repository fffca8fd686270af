import type { Composition } from './composition.ts';
import type { Wording } from './piece.ts';
import type { Random } from './random.ts';

const fill = (template: string, letter: 'K' | 'P', value: string): string =>
  template.replace(letter === 'K' ? /\bK\b/g : /\bP\b/g, value);

/**
 * The docstring's sentences for a composition, or undefined where English has no short way to say it.
 * The parts come in the order in which the canonical body needs them wherever grammar allows.
 */
export function wordComposition(composition: Composition, random: Random): string | undefined {
  const { source, filter, mapping, reduction, finish, guard, parameter } = composition;
  const place = fill(fill(random.pick(source.piece.places), 'P', parameter), 'K', source.constant.text);
  const prefix = source.piece.prefix ?? '';
  const { noun } = source.piece;
  const constant = filter?.constant.text ?? '';
  const [are, is] = filter ? random.pick(filter.piece.predicates) : ['', ''];
  let filtered = `${prefix}${noun} ${place}`;
  if (filter) {
    const { adjectives, modifiers } = filter.piece;
    const chosen = random.pick([...adjectives, ...modifiers]);
    filtered = adjectives.includes(chosen)
      ? `${prefix}${chosen} ${noun} ${place}`
      : `${prefix}${noun} ${fill(chosen, 'K', constant)} ${place}`;
  }
  const plural = mapping?.piece.plurals[0];
  const mapped = mapping && plural !== undefined ? fill(plural, 'K', mapping.constant.text) : '';
  const words: Omit<Wording, 'plural'> = {
    unfiltered: `${prefix}${noun} ${place}`,
    filtered,
    are: fill(are, 'K', constant),
    is: fill(is, 'K', constant),
    mapped,
    mappedOne: mapping ? fill(mapping.piece.singular, 'K', mapping.constant.text).replace(/^its /, '') : '',
    constant: reduction.constant.text,
  };
  const tail = guard ? ` ${guard.sentence(parameter)}` : '';
  if (mapping === undefined) return `Return ${result({ ...words, plural: filtered })}.${tail}`;

  const { ending } = reduction.piece;
  if (
    mapping.piece.verbs.length > 0 &&
    ending !== undefined &&
    finish === undefined &&
    (plural === undefined || random.chance(0.15))
  ) {
    const verb = fill(random.pick(mapping.piece.verbs), 'K', mapping.constant.text);
    const order = /\bE\b/.test(verb) ? verb.replace(/\bE\b/, `the ${filtered}`) : `${verb} the ${filtered}`;
    return `${capital(order)} and return ${ending}.${tail}`;
  }
  if (plural === undefined) return undefined;
  return `Return ${result({ ...words, plural: `${mapped} of ${filtered}` })}.${tail}`;

  function result(wording: Wording): string {
    const phrase = random.pick(reduction.piece.phrases)(wording);
    return finish ? finish.piece.phrase(phrase, finish.constant.text) : phrase;
  }
}

const capital = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

const genericNames = ['solve', 'compute', 'process', 'answer', 'calculate', 'evaluate', 'derive'];

/** A function name: mostly made of what the function does, sometimes one that gives nothing away. */
export function nameComposition(composition: Composition, random: Random): string {
  if (random.chance(0.45)) return random.pick(genericNames);
  const { source, filter, mapping, reduction, finish } = composition;
  const tags = [reduction.piece.tag, mapping?.piece.tag, filter?.piece.tag].filter(
    (tag) => tag !== undefined,
  );
  if (tags.length === 1) tags.push(source.piece.tag);
  const first = finish && random.chance(0.5) ? finish.piece.tag : tags[0]!;
  return `${first}_${random.pick(tags.slice(1))}`;
}
