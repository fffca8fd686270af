import type { PythonValue } from './python-literal.ts';
import { isDict } from './python-literal.ts';

/**
 * JSON has no tuples, sets or complex numbers, so EvalPlus writes MBPP's inputs as lists and texts and says
 * in its reader (evalplus `data/mbpp.py`) which tasks mean what. These are the same facts.
 */
type Restore = (value: PythonValue) => PythonValue;

const made =
  (make: 'tuple' | 'set' | 'float' | 'complex'): Restore =>
  (value) => ({ make, of: value });
const tuple: Restore = (value) =>
  Array.isArray(value) ? { make: 'tuple', of: value as PythonValue[] } : value;
const each =
  (inner: Restore): Restore =>
  (value) =>
    Array.isArray(value) ? (value as PythonValue[]).map(inner) : value;
const then =
  (...steps: readonly Restore[]): Restore =>
  (value) =>
    steps.reduce((current, step) => step(current), value);
/** Changes the arguments at these places. */
const at =
  (places: Readonly<Record<number, Restore>>): Restore =>
  (value) =>
    (value as readonly PythonValue[]).map((argument, place) => places[place]?.(argument) ?? argument);
const deepTuple: Restore = (value) =>
  Array.isArray(value) ? { make: 'tuple', of: (value as PythonValue[]).map(deepTuple) } : value;
/** An empty list stands for an empty dict here. */
const setOrDict: Restore = (value) =>
  Array.isArray(value) && value.length > 0 ? { make: 'set', of: value as PythonValue[] } : { dict: [] };
const valuesToTuples: Restore = (value) =>
  isDict(value) ? { dict: value.dict.map(([key, one]) => [key, tuple(one)] as const) } : value;

const everyArgument = each(tuple);
const listsOfTuples = each(each(tuple));
const tuplesOfTuples = each(then(each(tuple), tuple));
const firstTuple = at({ 0: tuple });

const groups: readonly (readonly [readonly number[], Restore])[] = [
  [[2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596], everyArgument],
  [[616, 630, 726, 740, 744, 809], everyArgument],
  [[63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780], listsOfTuples],
  [[75, 413, 444, 753], at({ 0: each(tuple) })],
  [[106, 750], at({ 1: tuple })],
  [[115], at({ 0: each(setOrDict) })],
  [[124], at({ 0: made('float'), 1: made('complex') })],
  [[250, 405, 446, 617, 720, 763, 808, 307], firstTuple],
  [[259, 401, 445, 278], tuplesOfTuples],
  [[722], at({ 0: valuesToTuples })],
  [[252], at({ 0: made('complex') })],
  [[580, 615, 791], each(deepTuple)],
];

const restoreOf = new Map(groups.flatMap(([ids, restore]) => ids.map((id) => [id, restore] as const)));

/** The inputs of an MBPP task with the types that JSON could not say. */
export function restoreInputs(id: number, inputs: readonly PythonValue[]): PythonValue[] {
  const restore = restoreOf.get(id);
  return restore === undefined ? [...inputs] : inputs.map(restore);
}
