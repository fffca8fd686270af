import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contrast,
  luminance,
  parseHex,
  seenBy,
  SIGHTS,
  type Rgb,
} from '../../renderer/views/design/colour.ts';
import { measurePairs, PAIRS, parseTokens, THEMES } from '../../renderer/views/design/tokens.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const tokens = parseTokens(read('renderer/styles/tokens.css'));

describe('the tokens', () => {
  it('are all read, colours in both themes', () => {
    const names = tokens.map(({ name }) => name);
    for (const name of [
      'paper',
      'ink',
      'horn',
      'series-7',
      'shade-4',
      'code-comment',
      'sans',
      'size-32',
      'shadow',
      'quick',
    ])
      expect(names).toContain(name);
    expect(tokens.find(({ name }) => name === 'ink')?.colours).toEqual({
      light: [31, 27, 22],
      dark: [237, 230, 216],
    });
    expect(
      tokens
        .filter(({ name }) => /^(series|shade|code)-/.test(name))
        .every(({ colours }) => colours !== null),
    ).toBe(true);
  });

  it.each(THEMES)(
    'hold their contrast in the %s theme: body 7:1, muted and all other text 4.5:1, edges 3:1',
    (theme) => {
      const measured = measurePairs(tokens, theme);
      expect(measured.filter(({ holds }) => !holds)).toEqual([]);
    },
  );

  it('are measured where text stands: body and muted on every surface', () => {
    for (const ground of ['paper', 'raised', 'sunken']) {
      expect(PAIRS).toContainEqual({ text: 'ink', ground, least: 7 });
      expect(PAIRS).toContainEqual({ text: 'muted', ground, least: 4.5 });
    }
  });
});

describe('colour', () => {
  const colour: fc.Arbitrary<Rgb> = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));

  it("matches the ends and a middle of WCAG's ratio", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.478, 3);
    expect(parseHex('#abc')).toEqual([170, 187, 204]);
    expect(parseHex('red')).toBeNull();
  });

  it('has a contrast that is the same both ways and never below 1', () => {
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        expect(contrast(one, other)).toBe(contrast(other, one));
        expect(contrast(one, other)).toBeGreaterThanOrEqual(1);
        expect(contrast(one, one)).toBe(1);
      }),
    );
  });

  it('is grey to every eye where it is grey, and stays a colour', () => {
    fc.assert(
      fc.property(colour, fc.nat(255), fc.constantFrom(...SIGHTS), (any, grey, sight) => {
        for (const value of seenBy(sight, any)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(255);
        }
        for (const value of seenBy(sight, [grey, grey, grey]))
          expect(Math.abs(value - grey)).toBeLessThan(0.5);
      }),
    );
  });

  it('tells neighbours of the series apart for every kind of eye', () => {
    const series = tokens
      .filter(({ name }) => name.startsWith('series-'))
      .map(({ colours }) => colours!.light);
    for (const sight of SIGHTS) {
      const seen = series.map((one) => seenBy(sight, one));
      for (const [index, one] of seen.slice(0, 7).entries()) {
        const next = seen[index + 1]!;
        const apart = Math.hypot(...one.map((value, axis) => value - next[axis]!));
        expect(apart).toBeGreaterThan(30);
        expect(luminance(one)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
