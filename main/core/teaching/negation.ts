const opposites = [
  [' == ', ' != '],
  [' != ', ' == '],
  [' > ', ' <= '],
  [' < ', ' >= '],
  [' >= ', ' < '],
  [' <= ', ' > '],
] as const;

/**
 * Python for the opposite of a condition, as one writes it where that is short.
 *
 * @example
 * negated('x % 2 == 0') // → 'x % 2 != 0'
 */
export function negated(condition: string): string {
  const comparisons = condition.split(/ (?:[<>]=?|[=!]=) /).length - 1;
  const found = opposites.find(([sign]) => condition.includes(sign));
  if (comparisons === 1 && found !== undefined) return condition.replace(found[0], found[1]);
  const inside = condition.split(' in ').length - 1;
  if (comparisons === 0 && inside === 1) {
    return condition.includes(' not in ')
      ? condition.replace(' not in ', ' in ')
      : condition.replace(' in ', ' not in ');
  }
  return `not ${condition}`;
}
