import { contrast, parseHex, type Rgb } from './colour.ts';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** A token as the style sheet declares it; a colour has a value for each theme. */
export type Token = {
  readonly name: string;
  readonly value: string;
  readonly colours: Readonly<Record<Theme, Rgb>> | null;
};

/** The custom properties of the first rule of a style sheet, in their order: what is shown is what is declared. */
export function parseTokens(css: string): Token[] {
  const rule = css.slice(css.indexOf('{') + 1, css.indexOf('\n}')).replace(/\/\*[\s\S]*?\*\//g, '');
  const declared = [...rule.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].map(([, name, value]) => ({
    name: name!,
    value: value!.replace(/\s+/g, ' ').trim(),
  }));
  return declared.map(({ name, value }) => ({ name, value, colours: coloursOf(value, declared) }));
}

function coloursOf(
  value: string,
  declared: readonly { readonly name: string; readonly value: string }[],
): Token['colours'] {
  const alias = /^var\(--([a-z0-9-]+)\)$/.exec(value)?.[1];
  if (alias !== undefined) {
    const target = declared.find(({ name }) => name === alias);
    return target === undefined ? null : coloursOf(target.value, declared);
  }
  const both = /^light-dark\((#[0-9a-f]+), ?(#[0-9a-f]+)\)$/i.exec(value);
  const light = parseHex(both?.[1] ?? value);
  const dark = parseHex(both?.[2] ?? value);
  return light === null || dark === null ? null : { light, dark };
}

/** What is read on what, and the least contrast that it must have. */
export type Pair = { readonly text: string; readonly ground: string; readonly least: number };

const GROUNDS = ['paper', 'raised', 'sunken'] as const;
const on = (least: number, grounds: readonly string[], ...texts: readonly string[]): Pair[] =>
  texts.flatMap((text) => grounds.map((ground) => ({ text, ground, least })));

/** Body text 7:1, everything else that is read 4.5:1, edges that must be seen 3:1. */
export const PAIRS: readonly Pair[] = [
  ...on(7, [...GROUNDS, 'horn-wash'], 'ink'),
  ...on(4.5, [...GROUNDS, 'horn-wash'], 'muted'),
  ...on(4.5, [...GROUNDS, 'horn-wash'], 'horn'),
  ...on(4.5, ['horn'], 'on-horn'),
  ...on(4.5, GROUNDS, 'success', 'warning', 'failure'),
  ...on(7, ['failure-wash'], 'ink'),
  ...on(4.5, ['failure-wash'], 'failure'),
  ...on(
    4.5,
    ['paper', 'raised'],
    'code-plain',
    'code-keyword',
    'code-string',
    'code-constant',
    'code-function',
    'code-comment',
  ),
  ...on(4.5, ['shade-1', 'shade-2', 'shade-3', 'shade-4'], 'ink'),
  ...on(3, ['paper', 'raised'], 'edge'),
];

export type Measured = Pair & { readonly theme: Theme; readonly ratio: number; readonly holds: boolean };

/** Every pair's contrast in a theme; a pair that names a token which is no colour is a fault of the table. */
export function measurePairs(tokens: readonly Token[], theme: Theme): Measured[] {
  const colour = (name: string): Rgb => {
    const found = tokens.find((token) => token.name === name)?.colours?.[theme];
    if (found === undefined) throw new Error(`There is no colour --${name}.`);
    return found;
  };
  return PAIRS.map((pair) => {
    const ratio = contrast(colour(pair.text), colour(pair.ground));
    return { ...pair, theme, ratio, holds: ratio >= pair.least };
  });
}
