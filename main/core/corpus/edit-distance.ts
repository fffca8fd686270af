/**
 * Levenshtein's distance between two sequences if it is at most `bound`, else `bound + 1`. Only the cells
 * within `bound` of the diagonal are filled (Ukkonen 1985): O(bound · length).
 */
export function boundedDistance(one: Int32Array, other: Int32Array, bound: number): number {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const beyond = bound + 1;
  if (long.length - short.length > bound) return beyond;
  let start = 0;
  let shortEnd = short.length;
  let longEnd = long.length;
  while (start < shortEnd && short[start] === long[start]) start++;
  while (shortEnd > start && short[shortEnd - 1] === long[longEnd - 1]) {
    shortEnd--;
    longEnd--;
  }
  const rows = shortEnd - start;
  const columns = longEnd - start;
  if (rows === 0) return columns;
  const row = new Int32Array(columns + 1);
  for (let column = 0; column <= columns; column++) row[column] = Math.min(column, beyond);
  for (let index = 1; index <= rows; index++) {
    const from = Math.max(1, index - bound);
    const to = Math.min(columns, index + bound);
    const symbol = short[start + index - 1];
    let diagonal = row[from - 1]!;
    row[from - 1] = from === 1 ? Math.min(index, beyond) : beyond;
    let least = row[from - 1]!;
    for (let column = from; column <= to; column++) {
      const above = column === index + bound ? beyond : row[column]!;
      const cost = diagonal + (symbol === long[start + column - 1] ? 0 : 1);
      const value = Math.min(cost, above + 1, row[column - 1]! + 1, beyond);
      diagonal = row[column]!;
      row[column] = value;
      if (value < least) least = value;
    }
    if (least > bound) return beyond;
  }
  return Math.min(row[columns]!, beyond);
}

/** The textbook's table, whole: the reference for {@link boundedDistance}. */
export function editDistance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let index = 1; index <= one.length; index++) {
    const next = [index];
    for (let column = 1; column <= other.length; column++) {
      const cost = row[column - 1]! + (one[index - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(cost, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
