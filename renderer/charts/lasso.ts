export type Point = { readonly x: number; readonly y: number };

/** Whether a point lies within a closed line; even-odd, so a line that crosses itself leaves its middle out. */
export function inside(line: readonly Point[], { x, y }: Point): boolean {
  let within = false;
  for (let at = 0, before = line.length - 1; at < line.length; before = at, at += 1) {
    const [a, b] = [line[at]!, line[before]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) within = !within;
  }
  return within;
}
