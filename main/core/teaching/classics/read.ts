import type { DictValue, TupleValue, Value } from '../value.ts';

/** Views of a Python value as what a classic knows it to be. */
export const n = (value: Value): number => value as number;
export const s = (value: Value): string => value as string;
export const list = (value: Value): number[] => value as number[];
export const strings = (value: Value): string[] => value as string[];
export const rows = (value: Value): number[][] => value as number[][];
export const entries = (value: Value): DictValue['entries'] => (value as DictValue).entries;
/** The whole numbers of a tuple. */
export const ends = (value: Value): number[] => (value as TupleValue).items as number[];
/** A list of tuples as their items. */
export const tuples = (value: Value): Value[][] =>
  (value as readonly Value[]).map((one) => [...(one as TupleValue).items]);
export const spans = (value: Value): number[][] => tuples(value) as number[][];
/** A list of dictionaries with 'name' and 'age'. */
export const people = (value: Value): { name: string; age: number }[] =>
  (value as readonly Value[]).map((one) => {
    const fields = new Map(entries(one).map(([key, field]) => [key as string, field] as const));
    return { name: s(fields.get('name')!), age: n(fields.get('age')!) };
  });
export const add = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
