import { Failure } from '../../core/failure.ts';

/** A number as it was written: `1.0` and `1` differ in Python, and whole numbers may have any size. */
type Exact = { readonly number: string };
/** What JSON does not know: a Python expression over a value. */
type Made = { readonly make: 'tuple' | 'set' | 'float' | 'complex'; readonly of: PythonValue };

export type PythonValue =
  | string
  | boolean
  | null
  | Exact
  | Made
  | readonly PythonValue[]
  | { readonly dict: readonly (readonly [string, PythonValue])[] };

type Source = { readonly source?: string };

/** Strings, which are passed over, and what Python's `json` also writes though it is no JSON. */
export const NOT_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|NaN)\b/g;

/**
 * Reads JSON as Python's `json` writes it, numbers as they were written.
 * @throws Failure `file-malformed`.
 */
export function readExactJson(text: string, where: string): Record<string, unknown> {
  const marked = text.replace(NOT_JSON, (found) =>
    found.startsWith('"') ? found : `{"\\u0000":"${found}"}`,
  );
  try {
    const root = JSON.parse(marked, revive as (key: string, value: unknown) => unknown) as PythonValue;
    return (isDict(root) ? Object.fromEntries(root.dict) : root) as Record<string, unknown>;
  } catch (cause) {
    throw new Failure('file-malformed', `${where} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

/** Called from the inside out, and never again for what it gave. */
function revive(_key: string, value: unknown, context?: Source): unknown {
  if (typeof value === 'number') return { number: context?.source ?? String(value) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value) as [string, PythonValue][];
  return entries[0]?.[0] === '\0' ? { make: 'float', of: entries[0][1] } : { dict: entries };
}

/** The value of a number, or null for what is none. */
export function numberOf(value: PythonValue): number | null {
  return isKind(value, 'number') ? Number(value.number) : null;
}

/** The value as Python source. */
export function pythonLiteral(value: PythonValue): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return pythonString(value);
  if (isList(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (isKind(value, 'number')) return value.number;
  if (isKind(value, 'dict')) {
    return `{${value.dict.map(([key, one]) => `${pythonString(key)}: ${pythonLiteral(one)}`).join(', ')}}`;
  }
  return `${value.make}(${pythonLiteral(value.of)})`;
}

/** JSON's escapes are Python's, for every character that JSON.stringify escapes. */
export const pythonString = (text: string): string => JSON.stringify(text);

const isList = (value: PythonValue): value is readonly PythonValue[] => Array.isArray(value);

/** Whether the value is what JSON calls an object. */
export const isDict = (value: PythonValue) => isKind(value, 'dict');

function isKind<Key extends 'number' | 'dict' | 'make'>(
  value: PythonValue,
  key: Key,
): value is Extract<PythonValue, Readonly<Record<Key, unknown>>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && key in value;
}
