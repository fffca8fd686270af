import type { SqlAnswer } from '../../../preload/contract/inspect.ts';

export type Place = {
  /** From 1. */
  readonly row: number;
  readonly column: number;
  readonly line: string;
  /** A caret under the place. */
  readonly caret: string;
};

const SHOWN = 100;

/** The line of a statement in which a character stands, and a caret under it. */
export function placeOf(sql: string, position: number): Place {
  const before = sql.slice(0, position).split('\n');
  const row = before.length;
  const at = before.at(-1)!.length;
  const whole = sql.split('\n')[row - 1] ?? '';
  const from = Math.max(0, at - SHOWN / 2);
  const line = `${from > 0 ? '…' : ''}${whole.slice(from, from + SHOWN)}`;
  return { row, column: at + 1, line, caret: `${' '.repeat(at - from + (from > 0 ? 1 : 0))}^` };
}

/** The rows as a spreadsheet reads them. */
export function toCsv({ columns, rows }: Extract<SqlAnswer, { state: 'rows' }>): string {
  const cell = (value: string | number | boolean | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
