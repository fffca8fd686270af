import { float, tuple } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, ends, n, spans } from './read.ts';

const topic = 'geometry';

/** Lengths, areas and points on a plane. */
export const geometryClassics: readonly Classic[] = [
  {
    id: 'rectangle area', topic, parameters: ['side', 'side'], result: 'int', names: ['area', 'rectangle_area', 'floor_space'],
    lesson: 'The area of a rectangle is one side times the other.',
    docs: ['Return the area of a rectangle with the sides $1 and $2.', 'Compute how much space a floor of $1 by $2 metres has.', 'Multiply the sides $1 and $2 of a rectangle to get its area.'],
    body: ['return $1 * $2'], others: [py`
      result = $1 * $2
      return result`], apply: (a, b) => n(a) * n(b),
  },
  {
    id: 'rectangle perimeter', topic, parameters: ['side', 'side'], result: 'int', names: ['perimeter', 'fence_length', 'rectangle_perimeter'],
    lesson: 'A rectangle has each of its two sides twice.',
    docs: ['Return the perimeter of a rectangle with the sides $1 and $2.', 'Compute the length of a fence around a field of $1 by $2 metres.'],
    body: ['return 2 * ($1 + $2)'], others: [['return $1 + $2 + $1 + $2'], ['return $1 * 2 + $2 * 2']], apply: (a, b) => 2 * (n(a) + n(b)),
  },
  {
    id: 'box surface', topic, parameters: ['side', 'side', 'side'], result: 'int', names: ['surface', 'box_surface', 'paper_needed'],
    lesson: 'A box has three pairs of equal faces.',
    docs: ['Return the surface of a box with the edges $1, $2 and $3.', 'Work out how much paper it takes to cover a box of $1 by $2 by $3.'],
    body: ['return 2 * ($1 * $2 + $1 * $3 + $2 * $3)'], others: [py`
      a = $1 * $2
      b = $2 * $3
      c = $1 * $3
      return 2 * (a + b + c)`], apply: (a, b, c) => 2 * (n(a) * n(b) + n(a) * n(c) + n(b) * n(c)),
  },
  {
    id: 'block distance', topic, parameters: ['point', 'point'], result: 'int', names: ['block_distance', 'manhattan', 'taxi_distance', 'grid_distance'],
    lesson: 'Along the streets of a grid, distances in the two directions add up.',
    docs: ['Return the distance from $1 to $2 along the lines of a grid.', 'Compute the Manhattan distance between the points $1 and $2.', 'Count the blocks that a taxi drives from $1 to $2.'],
    body: ['return abs($1[0] - $2[0]) + abs($1[1] - $2[1])'], others: [py`
      a, b = $1
      c, d = $2
      return abs(a - c) + abs(b - d)`], apply: (p, q) => Math.abs(ends(p)[0]! - ends(q)[0]!) + Math.abs(ends(p)[1]! - ends(q)[1]!),
  },
  {
    id: 'straight distance', topic, parameters: ['point', 'point'], result: 'float', names: ['distance', 'straight_distance', 'how_far'],
    lesson: 'The theorem of Pythagoras gives the distance between two points.',
    docs: ['Return the straight distance between $1 and $2.', 'Compute how far the point $1 is from the point $2 as the crow flies.'],
    body: ['return (($1[0] - $2[0]) ** 2 + ($1[1] - $2[1]) ** 2) ** 0.5'], others: [py`
      a = $1[0] - $2[0]
      b = $1[1] - $2[1]
      return (a * a + b * b) ** 0.5`], apply: (p, q) => float(Math.hypot(ends(p)[0]! - ends(q)[0]!, ends(p)[1]! - ends(q)[1]!)),
  },
  {
    id: 'triangle inequality', topic, parameters: ['side', 'side', 'side'], result: 'bool', names: ['is_triangle', 'can_form_triangle', 'valid_triangle'],
    lesson: 'Three lengths make a triangle when each is shorter than the other two together.',
    docs: ['Return whether $1, $2 and $3 can be the sides of a triangle.', 'Check if a triangle with the sides $1, $2 and $3 exists.'],
    body: ['return $1 + $2 > $3 and $1 + $3 > $2 and $2 + $3 > $1'], others: [py`
      a, b, c = sorted([$1, $2, $3])
      return a + b > c`, py`
      if $1 + $2 <= $3:
          return False
      if $1 + $3 <= $2:
          return False
      return $2 + $3 > $1`], apply: (a, b, c) => 2 * Math.max(n(a), n(b), n(c)) < n(a) + n(b) + n(c),
  },
  {
    id: 'midpoint', topic, parameters: ['point', 'point'], result: 'tuple[float, float]', names: ['midpoint', 'middle_of', 'halfway'],
    lesson: 'The middle of two points has the mean of their coordinates.',
    docs: ['Return the point halfway between $1 and $2 as a tuple.', 'Compute the midpoint of $1 and $2.'],
    body: ['return ($1[0] + $2[0]) / 2, ($1[1] + $2[1]) / 2'], others: [['return tuple((a + b) / 2 for a, b in zip($1, $2))']], apply: (p, q) => tuple(float((ends(p)[0]! + ends(q)[0]!) / 2), float((ends(p)[1]! + ends(q)[1]!) / 2)),
  },
  {
    id: 'moved points', topic, parameters: ['points', 'delta', 'delta'], result: 'list[tuple[int, int]]', names: ['move_points', 'shift_all', 'translate'],
    lesson: 'A for clause can take a tuple apart as it goes.',
    docs: ['Return $1 with all points moved by $2 to the right and $3 up.', 'Shift each of the points $1 by $2 in x and by $3 in y.'],
    body: ['return [(a + $2, b + $3) for a, b in $1]'], others: [py`
      result = []
      for p in $1:
          result.append((p[0] + $2, p[1] + $3))
      return result`, py`
      result = []
      for a, b in $1:
          result.append((a + $2, b + $3))
      return result`], apply: (ps, dx, dy) => spans(ps).map(([a, b]) => tuple(a! + n(dx), b! + n(dy))),
  },
  {
    id: 'bounding box', topic, parameters: ['points'], result: 'tuple[int, int, int, int]', names: ['bounding_box', 'frame', 'extent'],
    lesson: 'The smallest and largest coordinates frame a set of points.',
    docs: ['Return the smallest x, smallest y, largest x and largest y of $1 as a tuple.', 'Find the box around all the points of $1, as (left, bottom, right, top).'],
    body: ['return min(a for a, b in $1), min(b for a, b in $1), max(a for a, b in $1), max(b for a, b in $1)'], others: [py`
      across = [p[0] for p in $1]
      up = [p[1] for p in $1]
      return min(across), min(up), max(across), max(up)`], apply: (ps) => { const [a, b] = [spans(ps).map((p) => p[0]!), spans(ps).map((p) => p[1]!)]; return tuple(Math.min(...a), Math.min(...b), Math.max(...a), Math.max(...b)); },
  },
  {
    id: 'path length', topic, parameters: ['points'], result: 'int', names: ['path_length', 'route_length', 'walk_length'],
    lesson: 'The length of a path is the sum of the distances between neighbouring points.',
    docs: ['Return the length of the path along $1, measured in blocks.', 'Add up the Manhattan distances between each of the points $1 and the next.'],
    body: py`
      total = 0
      for a, b in zip($1, $1[1:]):
          total += abs(a[0] - b[0]) + abs(a[1] - b[1])
      return total`, others: [['return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in zip($1, $1[1:]))'], py`
      total = 0
      for i in range(1, len($1)):
          total += abs($1[i][0] - $1[i - 1][0])
          total += abs($1[i][1] - $1[i - 1][1])
      return total`], apply: (ps) => add(spans(ps).slice(1).map((p, i) => Math.abs(p[0]! - spans(ps)[i]![0]!) + Math.abs(p[1]! - spans(ps)[i]![1]!))),
  },
  {
    id: 'quadrant', topic, parameters: ['point'], result: 'int', names: ['quadrant', 'which_quadrant', 'quadrant_of'],
    lesson: 'The signs of its coordinates tell in which quarter of the plane a point lies.',
    docs: ['Return the quadrant from 1 to 4 in which $1 lies, or 0 if it is on an axis.', 'Tell in which of the four quadrants the point $1 lies, with 0 for points on an axis.'],
    body: py`
      a, b = $1
      if a > 0 and b > 0:
          return 1
      if a < 0 and b > 0:
          return 2
      if a < 0 and b < 0:
          return 3
      if a > 0 and b < 0:
          return 4
      return 0`, others: [py`
      a, b = $1
      if a == 0 or b == 0:
          return 0
      if b > 0:
          return 1 if a > 0 else 2
      return 3 if a < 0 else 4`], apply: (p) => { const [a, b] = ends(p) as [number, number]; return a === 0 || b === 0 ? 0 : b > 0 ? (a > 0 ? 1 : 2) : a < 0 ? 3 : 4; },
  },
  {
    id: 'inside a circle', topic, parameters: ['points', 'small'], result: 'list[tuple[int, int]]', names: ['inside_circle', 'within_radius', 'points_near'],
    lesson: 'Comparing squared distances needs no root.',
    docs: ['Return a list of the points in $1 that are at most $2 away from the origin.', 'Keep the points of $1 that lie within a circle of radius $2 around (0, 0).'],
    body: ['return [(a, b) for a, b in $1 if a * a + b * b <= $2 * $2]'], others: [py`
      result = []
      for p in $1:
          if p[0] ** 2 + p[1] ** 2 <= $2 ** 2:
              result.append(p)
      return result`], apply: (ps, r) => spans(ps).filter(([a, b]) => a! * a! + b! * b! <= n(r) ** 2).map(([a, b]) => tuple(a!, b!)),
  },
  {
    id: 'closest point', topic, parameters: ['points', 'point'], result: 'tuple[int, int]', names: ['closest', 'nearest_point', 'nearest'],
    lesson: 'min with a key function finds the item for which the key is smallest.',
    docs: ['Return the point of $1 that is closest to $2.', 'Find which of the points $1 lies nearest to $2, the first one in case of a tie.'],
    body: ['return min($1, key=lambda p: (p[0] - $2[0]) ** 2 + (p[1] - $2[1]) ** 2)'], others: [py`
      best = None
      result = None
      for p in $1:
          away = (p[0] - $2[0]) ** 2 + (p[1] - $2[1]) ** 2
          if best is None or away < best:
              best = away
              result = p
      return result`], apply: (ps, q) => { const away = (p: number[]) => (p[0]! - ends(q)[0]!) ** 2 + (p[1]! - ends(q)[1]!) ** 2; return tuple(...spans(ps).reduce((best, p) => (away(p) < away(best) ? p : best))); },
  },
]; // prettier-ignore
