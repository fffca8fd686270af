/**
 * The Python values that the curriculum computes with. Plain numbers are integers; arrays are lists.
 */
export type Value =
  number | string | boolean | null | readonly Value[] | FloatValue | TupleValue | SetValue | DictValue;
export type FloatValue = { readonly kind: 'float'; readonly value: number };
export type TupleValue = { readonly kind: 'tuple'; readonly items: readonly Value[] };
export type SetValue = { readonly kind: 'set'; readonly items: readonly Value[] };
export type DictValue = { readonly kind: 'dict'; readonly entries: readonly (readonly [Value, Value])[] };

export const float = (value: number): FloatValue => ({ kind: 'float', value });
export const tuple = (...items: Value[]): TupleValue => ({ kind: 'tuple', items });
/** A set of the given items, duplicates removed. */
export const set = (items: readonly Value[]): SetValue => ({ kind: 'set', items: distinct(items) });
export const dict = (entries: readonly (readonly [Value, Value])[]): DictValue => ({ kind: 'dict', entries });

/** The items in order of first appearance, each once; equality is that of the Python literal. */
export function distinct(items: readonly Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const item of items) {
    const key = literal(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

/** Python's `%`: the sign follows the divisor. */
export const modulo = (dividend: number, divisor: number): number =>
  ((dividend % divisor) + divisor) % divisor;
/** Python's `//`: rounds towards negative infinity. */
export const floorDivide = (dividend: number, divisor: number): number => Math.floor(dividend / divisor);

/**
 * The value as Python's `repr` writes it. A set is written in sorted order, so use it for comparing
 * and not for what `print` shows. Example: `literal(['a', true])` is `['a', True]`.
 */
export function literal(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (typeof value === 'string') return stringLiteral(value);
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  switch (value.kind) {
    case 'float':
      if (Object.is(value.value, -0)) return '-0.0';
      return Number.isInteger(value.value) ? `${String(value.value)}.0` : String(value.value);
    case 'tuple':
      return value.items.length === 1
        ? `(${literal(value.items[0]!)},)`
        : `(${value.items.map(literal).join(', ')})`;
    case 'set':
      return value.items.length === 0 ? 'set()' : `{${value.items.map(literal).sort().join(', ')}}`;
    case 'dict':
      return `{${value.entries.map(([key, entry]) => `${literal(key)}: ${literal(entry)}`).join(', ')}}`;
  }
}

/** What `print` shows: a string bare, all else as `literal`. */
export const printed = (value: Value): string => (typeof value === 'string' ? value : literal(value));

/** Whether the value is a list; narrows, which `Array.isArray` does not do for readonly arrays. */
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** A key under which two values are equal exactly when Python's `==` holds between them (dict order aside). */
export function equalityKey(value: Value): string {
  if (value !== null && typeof value === 'object' && !isList(value) && value.kind === 'dict') {
    return `{${value.entries
      .map(([key, entry]) => `${literal(key)}: ${literal(entry)}`)
      .sort()
      .join(', ')}}`;
  }
  return literal(value);
}

/** Python's ordering of two numbers or two strings (code points, not a locale). */
export function compare(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  throw new TypeError(
    `Cannot order ${literal(left)} and ${literal(right)}; both must be numbers or strings.`,
  );
}

function stringLiteral(text: string): string {
  const escaped = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replace(/'/g, "\\'")}'`;
}
