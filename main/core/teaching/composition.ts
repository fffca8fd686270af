import { filters as allFilters } from './pieces/filters.ts';
import { finishes as allFinishes, guards as allGuards } from './pieces/finishes.ts';
import { mappings as allMappings } from './pieces/mappings.ts';
import { questions } from './pieces/questions.ts';
import { reductions as plainReductions } from './pieces/reductions.ts';
import { sources as allSources } from './pieces/sources.ts';
import type {
  Constant,
  ConstantSlot,
  ElementType,
  Filter,
  Finish,
  Guard,
  Mapping,
  Reduction,
  Source,
} from './piece.ts';
import { namesOf, type ParameterKind } from './parameters.ts';
import { peoplesName } from './people-names.ts';
import type { Random } from './random.ts';
import { literal } from './value.ts';
import type { Voice } from './voice.ts';

/** All reductions, questions included. */
export const allReductions: readonly Reduction[] = [...plainReductions, ...questions];

/** A piece with the constant it was given. */
export type Chosen<P> = { readonly piece: P; readonly constant: Constant };

/** A pipeline that is ready to be worded, written and run. */
export type Composition = {
  readonly source: Chosen<Source>;
  readonly parameter: string;
  readonly filter: Chosen<Filter> | undefined;
  readonly mapping: Chosen<Mapping> | undefined;
  readonly reduction: Chosen<Reduction>;
  readonly finish: Chosen<Finish> | undefined;
  readonly guard: Guard | undefined;
  /** The second parameter, where a constant is one. */
  readonly extra: { readonly name: string; readonly kind: ConstantSlot['kind'] } | undefined;
  /** The Python annotation of the result, the finish included. */
  readonly result: string;
};

const noConstant: Constant = { code: '', text: '', fixed: 0 };

/** Draws an item with probability proportional to its weight. The list must not be empty. */
export function weighted<T extends { readonly weight: number }>(items: readonly T[], random: Random): T {
  let left = random.next() * items.reduce((total, item) => total + item.weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items.at(-1)!;
}

/** What the elements are after the mapping. */
export const elementAfter = (source: Source, mapping: Mapping | undefined): ElementType =>
  mapping?.to ?? source.element;

/** Whether a reduction can follow these steps. */
export function fits(
  reduction: Reduction,
  source: Source,
  filter: Filter | undefined,
  mapping: Mapping | undefined,
): boolean {
  const has = {
    nothing: false,
    filter: filter !== undefined,
    mapping: mapping !== undefined,
    either: filter !== undefined || mapping !== undefined,
  };
  return (
    reduction.accepts.includes(elementAfter(source, mapping)) &&
    (reduction.needs === 'nothing' || has[reduction.needs]) &&
    !has[reduction.forbids] &&
    (!reduction.needsOrder || source.ordered)
  );
}

/** How often each shape is drawn: with a filter, with a mapping, with both, with neither. */
export type ShapeWeights = {
  readonly filter: number;
  readonly mapping: number;
  readonly both: number;
  readonly neither: number;
};

/**
 * Draws a composition, or undefined where the dice gave one that is not allowed (the caller draws again).
 * The voice decides what its parameters are called. Held-out pairs are not looked at here: `exercises.ts` refuses them and `benchmark.ts` asks for them.
 */
export function drawComposition(
  random: Random,
  shapes: ShapeWeights,
  voice: Voice = 'plain',
): Composition | undefined {
  const source = weighted(allSources, random);
  const shape = weighted(
    (['filter', 'mapping', 'both', 'neither'] as const).map((name) => ({ name, weight: shapes[name] })),
    random,
  ).name;
  const filter =
    shape === 'filter' || shape === 'both' ? weighted(filtersOf(source.element), random) : undefined;
  const mapping =
    shape === 'mapping' || shape === 'both' ? weighted(mappingsOf(source.element), random) : undefined;
  const idle = source.idle ?? [];
  if ((filter && idle.includes(filter.id)) || (mapping && idle.includes(mapping.id))) return undefined;
  const candidates = allReductions.filter((reduction) => fits(reduction, source, filter, mapping));
  if (candidates.length === 0) return undefined;
  const reduction = weighted(candidates, random);
  const type = reduction.result(elementAfter(source, mapping));
  const possible = allFinishes.filter((finish) => finish.accepts.includes(type));
  const finish = possible.length > 0 && random.chance(0.15) ? random.pick(possible) : undefined;
  const result = finish?.result ?? type;
  const guarded =
    ['ints', 'words', 'text'].includes(source.parameter) && finish === undefined && random.chance(0.1);
  const guard = guarded ? allGuards.filter((one) => one.accepts(result))[random.between(0, 2)] : undefined;

  const nameFor = (kind: ParameterKind, other?: string): string =>
    voice === 'people'
      ? peoplesName(kind, random, other)
      : random.pick(namesOf(kind, voice === 'plain').filter((name) => name !== other));
  const parameter = nameFor(source.parameter);
  const slots = [source.constant, filter?.constant, mapping?.constant, reduction.constant, finish?.constant];
  const open = slots.flatMap((slot, index) => (slot === undefined ? [] : [index]));
  if (open.length > 2) return undefined;
  const openIndex = open.length > 0 && random.chance(0.22) ? random.pick(open) : -1;
  const openSlot = slots[openIndex];
  const extra = openSlot && { name: nameFor(openSlot.kind, parameter), kind: openSlot.kind };
  const choose = <P extends { readonly constant?: ConstantSlot }>(piece: P, index: number): Chosen<P> => {
    if (piece.constant === undefined) return { piece, constant: noConstant };
    if (index === openIndex && extra)
      return { piece, constant: { code: extra.name, text: extra.name, fixed: undefined } };
    const value = random.pick(piece.constant.literals);
    return { piece, constant: { code: literal(value), text: literal(value), fixed: value } };
  };
  return {
    source: choose(source, 0),
    parameter,
    filter: filter && choose(filter, 1),
    mapping: mapping && choose(mapping, 2),
    reduction: choose(reduction, 3),
    finish: finish && choose(finish, 4),
    guard,
    extra,
    result,
  };
}

const byElement = <T>(
  items: readonly T[],
  element: (item: T) => ElementType,
): ReadonlyMap<ElementType, readonly T[]> =>
  new Map(
    (['int', 'word', 'char'] as const).map((type) => [type, items.filter((item) => element(item) === type)]),
  );
const filterTable = byElement(allFilters, (filter) => filter.element);
const mappingTable = byElement(allMappings, (mapping) => mapping.from);
const filtersOf = (element: ElementType): readonly Filter[] => filterTable.get(element)!;
const mappingsOf = (element: ElementType): readonly Mapping[] => mappingTable.get(element)!;

/** The concept ids of a composition in the order they apply: source, filter, mapping, reduction, finish, guard. */
export function conceptsOf(composition: Composition): string[] {
  const { source, filter, mapping, reduction, finish, guard } = composition;
  return [source.piece, filter?.piece, mapping?.piece, reduction.piece, finish?.piece, guard].flatMap(
    (piece) => (piece === undefined ? [] : [piece.id]),
  );
}

/** The concept ids by place, for `held-out.ts`. */
export const stepsOf = ({ filter, mapping, reduction, finish }: Composition) => ({
  filter: filter?.piece.id,
  mapping: mapping?.piece.id,
  reduction: reduction.piece.id,
  finish: finish?.piece.id,
});
