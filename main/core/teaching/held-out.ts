import { hashText } from './random.ts';

/** The concept ids of a composition, by the place each has in it. */
export type Steps = {
  readonly filter?: string | undefined;
  readonly mapping?: string | undefined;
  readonly reduction: string;
  readonly finish?: string | undefined;
};

/**
 * The pairs of a composition's concepts that can be held out: every two that meet in one expression.
 * Sources and guards are left out, because they combine with everything in the same way.
 */
export function pairsOf(steps: Steps): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  if (steps.filter !== undefined && steps.mapping !== undefined) pairs.push([steps.filter, steps.mapping]);
  if (steps.mapping !== undefined) pairs.push([steps.mapping, steps.reduction]);
  if (steps.filter !== undefined) pairs.push([steps.filter, steps.reduction]);
  if (steps.finish !== undefined) pairs.push([steps.reduction, steps.finish]);
  return pairs;
}

const heldOutShare = 0.14;

/** Concepts of different elements that are written alike: they are held out together or not at all. */
const twins: ReadonlyMap<string, string> = new Map([
  ['upper character', 'upper case'],
  ['lower character', 'lower case'],
  ['repeat', 'double'],
  ['doubled character', 'double'],
  ['digit character', 'numeric'],
]);
const family = (concept: string): string => twins.get(concept) ?? concept;

/**
 * Whether two concepts, in this order, are kept for the benchmark. It depends on nothing but their
 * names: no seed or setting can make a training exercise that holds such a pair.
 */
export function isHeldOut(first: string, second: string): boolean {
  return hashText(`hornbook held-out: ${family(first)} + ${family(second)}`) / 4294967296 < heldOutShare;
}

/** The held-out pairs that a composition contains; training material has none. */
export const heldOutPairsOf = (steps: Steps): (readonly [string, string])[] =>
  pairsOf(steps).filter(([first, second]) => isHeldOut(first, second));
