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
  const place = fill(random.pick(source.piece.places), 'P', parameter);
  const noun = source.piece.noun(source.constant);
  const unfiltered = `${noun} ${place}`;
  const [are, is] = filter ? random.pick(filter.piece.predicates) : ['', ''];
  const predicate = filter
    ? { are: fill(are, 'K', filter.constant.text), is: fill(is, 'K', filter.constant.text) }
    : { are: '', is: '' };
  let filtered = unfiltered;
  if (filter) {
    const adjective = filter.piece.adjectives[0];
    filtered =
      adjective !== undefined && source.piece.plain && random.chance(0.8)
        ? `${adjective} ${unfiltered}`
        : `${unfiltered} that ${predicate.are}`;
  }
  const words: Omit<Wording, 'plural'> = {
    unfiltered,
    filtered,
    ...predicate,
    its: mapping ? fill(mapping.piece.singular, 'K', mapping.constant.text) : '',
    constant: reduction.constant.text,
  };
  const tail = guard ? ` ${guard.sentence(parameter)}` : '';

  const usesItems = reduction.piece.id !== 'lookup' && reduction.piece.id !== 'groups';
  if (mapping && usesItems) {
    const verb = mapping.piece.verbs[0];
    const plural = mapping.piece.plurals[0];
    const ending = reduction.piece.ending;
    if (
      verb !== undefined &&
      ending !== undefined &&
      finish === undefined &&
      (plural === undefined || random.chance(0.25))
    ) {
      const chosen = fill(random.pick(mapping.piece.verbs), 'K', mapping.constant.text);
      const each = `each of the ${filtered}`;
      const order = /\bE\b/.test(chosen) ? chosen.replace(/\bE\b/, each) : `${chosen} ${each}`;
      return `${capital(order)} and return ${ending}.${tail}`;
    }
    if (plural === undefined) return undefined;
    return `Return ${result({ ...words, plural: `${fill(plural, 'K', mapping.constant.text)} of the ${filtered}` })}.${tail}`;
  }
  return `Return ${result({ ...words, plural: filtered })}.${tail}`;

  function result(wording: Wording): string {
    const phrase = random.pick(reduction.piece.phrases)(wording);
    return finish ? finish.piece.phrase(phrase, finish.constant.text) : phrase;
  }
}

const capital = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

const genericNames = ['solve', 'compute', 'process', 'answer', 'calculate', 'evaluate', 'derive'];

/** A function name: mostly made of what the function does, sometimes one that gives nothing away. */
export function nameComposition(composition: Composition, random: Random): string {
  if (random.chance(0.25)) return random.pick(genericNames);
  const { source, filter, mapping, reduction, finish } = composition;
  const tags = [reduction.piece.tag, mapping?.piece.tag, filter?.piece.tag].filter(
    (tag) => tag !== undefined,
  );
  if (tags.length === 1) tags.push(source.piece.tag);
  const first = finish && random.chance(0.5) ? finish.piece.tag : tags[0]!;
  return `${first}_${random.pick(tags.slice(1))}`;
}
