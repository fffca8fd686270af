import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FEATURES } from '../../../main/core/corpus/feature-names.ts';
import { RUBRIC } from '../../../main/core/corpus/rubric.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'quality.md'), 'utf8');
/** The rows of the table under a heading, cells without their padding. */
const rowsUnder = (heading: string): string[][] => {
  const [, after = ''] = page.split(`\n### ${heading}\n`);
  const table = /(?:^\|.*\|\n)+/m.exec(after)?.[0] ?? '';
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
};

test('docs/quality.md tells every criterion of the rubric, as it is', () => {
  expect(rowsUnder('The rubric')).toEqual(
    RUBRIC.map(({ name, points, reason, when, worthless }) => [
      worthless === true ? `*${name}*` : name,
      `${points > 0 ? '+' : '−'}${String(Math.abs(points))}`,
      reason,
      when,
    ]),
  );
});

test('docs/quality.md tells every feature', () => {
  expect(rowsUnder('What it looks at')).toEqual(
    Object.entries(FEATURES).map(([name, words]) => [`\`${name}\``, words]),
  );
});
