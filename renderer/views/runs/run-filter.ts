import type { RunSummary } from '../../../preload/contract/runs.ts';
import type { RunColumn } from './run-columns.ts';

export type RunFilter =
  | { readonly ok: true; readonly matches: (run: RunSummary) => boolean }
  | { readonly ok: false; readonly message: string };

type Test = (run: RunSummary) => boolean;

const TERM = /^(-?)([^\s:=<>!"]+?)(!=|<=|>=|:|=|<|>)(.*)$/;

/**
 * Words that must all hold: `kept` in the name, a tag or the note; `#keeper` for a tag; `state=done`, `preset:na`
 * (contains), `loss<1.5`, `pass@1>=20%`, `batch!=8`; `-` before any of them for its opposite; quotes around spaces.
 */
export function parseFilter(text: string, columns: readonly RunColumn[]): RunFilter {
  const tests: Test[] = [];
  for (const term of text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []) {
    const test = parseTerm(term, columns);
    if (typeof test === 'string') return { ok: false, message: test };
    tests.push(test);
  }
  return { ok: true, matches: (run) => tests.every((test) => test(run)) };
}

const unquoted = (text: string): string => text.replaceAll('"', '');

function parseTerm(term: string, columns: readonly RunColumn[]): Test | string {
  const [, minus = '', key = '', operator = '', rest = ''] = TERM.exec(term) ?? [];
  if (operator === '') return parseWord(term);
  const wanted = unquoted(rest).toLowerCase();
  if (wanted === '') return `Say what ${key} is compared with, as in ${key}${operator}1.`;
  const read = reader(key.toLowerCase(), columns);
  if (read === null)
    return `There is no column “${key}”; choose among name, state, tag, ${columns.map(nameOf).join(', ')}.`;
  const test = compare(read, operator, wanted);
  if (typeof test === 'string') return `${key}${operator} needs a number, not “${wanted}”.`;
  return minus === '' ? test : (run) => !test(run);
}

const nameOf = ({ id }: RunColumn): string => id.replace(/^set\./, '');

function parseWord(term: string): Test {
  const isNot = term.startsWith('-') && term.length > 1;
  const word = unquoted(isNot ? term.slice(1) : term).toLowerCase();
  const tag = word.startsWith('#') ? word.slice(1) : null;
  const test: Test = (run) =>
    tag !== null
      ? run.tags.some((one) => one.toLowerCase() === tag)
      : [run.name, run.note, ...run.tags].some((part) => part.toLowerCase().includes(word));
  return isNot ? (run) => !test(run) : test;
}

type Reader = (run: RunSummary) => string | number | null | readonly string[];

function reader(key: string, columns: readonly RunColumn[]): Reader | null {
  if (key === 'name') return (run) => run.name;
  if (key === 'state') return (run) => run.state;
  if (key === 'tag' || key === 'tags') return (run) => run.tags;
  return columns.find((column) => nameOf(column).toLowerCase() === key)?.value ?? null;
}

/** `12`, `1e-3`, `500k`, `20%`. */
function numberOf(text: string): number | null {
  const match = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(k|m|b|%)?$/.exec(text.replaceAll(',', ''));
  if (match === null) return null;
  return Number(match[1]) * ({ k: 1e3, m: 1e6, b: 1e9, '%': 0.01 }[match[2] ?? ''] ?? 1);
}

function compare(read: Reader, operator: string, wanted: string): Test | 'number' {
  const number = numberOf(wanted);
  const same = (value: string | number): boolean =>
    typeof value === 'number' && number !== null ? value === number : String(value).toLowerCase() === wanted;
  const values = (run: RunSummary): readonly (string | number)[] => {
    const value = read(run);
    return value === null ? [] : typeof value === 'object' ? value : [value];
  };
  switch (operator) {
    case ':':
      return (run) => values(run).some((value) => String(value).toLowerCase().includes(wanted));
    case '=':
      return (run) => values(run).some(same);
    case '!=':
      return (run) => !values(run).some(same);
    default: {
      if (number === null) return 'number';
      const holds = {
        '<': (value: number) => value < number,
        '>': (value: number) => value > number,
        '<=': (value: number) => value <= number,
        '>=': (value: number) => value >= number,
      }[operator as '<' | '>' | '<=' | '>='];
      return (run) => values(run).some((value) => typeof value === 'number' && holds(value));
    }
  }
}
