import type { Value } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { list, n, s } from './read.ts';

const topic = 'simulation and states';
const steps: Readonly<Record<string, readonly [number, number]>> = {
  U: [0, 1],
  D: [0, -1],
  L: [-1, 0],
  R: [1, 0],
};
const walked = (moves: string): [number, number][] => { const places: [number, number][] = [[0, 0]]; for (const c of moves) { const [a, b] = places.at(-1)!; places.push([a + steps[c]![0], b + steps[c]![1]]); } return places; }; // prettier-ignore

/** Programs that follow something step by step. */
export const simulationClassics: readonly Classic[] = [
  {
    id: 'places visited', topic, parameters: ['moves'], result: 'int', names: ['places_visited', 'count_places', 'houses_visited'],
    lesson: 'A set of places knows which ones were there before.',
    docs: ['Return how many different places the walk $1 comes to, its start included.', 'Count the distinct cells that a robot touches when it follows $1.'],
    body: py`
      a, b = 0, 0
      seen = {(0, 0)}
      for c in $1:
          a += (c == 'R') - (c == 'L')
          b += (c == 'U') - (c == 'D')
          seen.add((a, b))
      return len(seen)`, others: [py`
      changes = {'U': (0, 1), 'D': (0, -1), 'L': (-1, 0), 'R': (1, 0)}
      current = (0, 0)
      seen = [current]
      for c in $1:
          current = (current[0] + changes[c][0], current[1] + changes[c][1])
          if current not in seen:
              seen.append(current)
      return len(seen)`], apply: (m) => new Set(walked(s(m)).map(String)).size,
  },
  {
    id: 'facing', topic, parameters: ['moves'], result: 'str', names: ['facing', 'heading', 'direction_after'],
    lesson: 'Directions come round after four turns, like remainders by four.',
    docs: ["Return the direction, 'N', 'E', 'S' or 'W', after the turns 'L' and 'R' in $1, starting with 'N'; other letters mean nothing.", "Start facing 'N', turn left at each L and right at each R of $1, and return the final direction."],
    body: py`
      i = 0
      for c in $1:
          if c == 'R':
              i += 1
          elif c == 'L':
              i -= 1
      return 'NESW'[i % 4]`, others: [["return 'NESW'[($1.count('R') - $1.count('L')) % 4]"]], apply: (m) => { const turn = [...s(m)].reduce((at, c) => at + (c === 'R' ? 1 : c === 'L' ? -1 : 0), 0); return 'NESW'[((turn % 4) + 4) % 4]!; },
  },
  {
    id: 'traffic light', topic, parameters: ['number'], result: 'str', names: ['light_after', 'traffic_light', 'signal_after'], holes: { A: ['red', 'amber', 'stop', 'off'], B: ['green', 'go', 'slow'], C: ['yellow', 'wait', 'blink'] },
    lesson: 'A state machine goes from each state to a next one.',
    docs: ['Return the state after $1 changes, from @A to @B to @C and back to @A, where it starts.', 'Change a light $1 times, in the order @A, @B, @C and again @A, and return what it shows.'],
    body: ['return [@A, @B, @C][$1 % 3]'], others: [py`
      after = {@A: @B, @B: @C, @C: @A}
      state = @A
      for _ in range($1 % 3):
          state = after[state]
      return state`], apply: (k, _, __, { A, B, C }) => [A, B, C][n(k) % 3],
  },
  {
    id: 'turnstile', topic, parameters: ['bits'], result: 'int', names: ['people_through', 'turnstile', 'count_entries'],
    lesson: 'What happens next depends on the state and on the input.',
    docs: ['Return how many get through a turnstile with the inputs $1: 1 is a coin that unlocks it, 0 a push that goes through and locks it again.', 'Count the pushes (0) in $1 that come after a coin (1) with no other push between.'],
    body: py`
      state = 'locked'
      result = 0
      for x in $1:
          if x == 1:
              state = 'open'
          elif state == 'open':
              result += 1
              state = 'locked'
      return result`, others: [['return sum(a == 1 and b == 0 for a, b in zip($1, $1[1:]))'], py`
      unlocked = False
      result = 0
      for x in $1:
          if x:
              unlocked = True
          else:
              if unlocked:
                  result += 1
              unlocked = False
      return result`], apply: (xs) => list(xs).filter((x, i) => x === 0 && list(xs)[i - 1] === 1).length,
  },
  {
    id: 'next generation', topic, parameters: ['cells'], result: 'list[int]', names: ['next_generation', 'step', 'evolve'],
    lesson: 'A new state is made from the old one and must not change it meanwhile.',
    docs: ['Return the next state of $1, in which a cell is 1 if exactly one of its neighbours is 1; beyond the ends there is 0.', 'Compute the following row of cells from $1: each is 1 when its left and right neighbours differ, with 0 outside.'],
    body: py`
      row = [0] + $1 + [0]
      return [row[i - 1] ^ row[i + 1] for i in range(1, len(row) - 1)]`, others: [py`
      result = []
      for i in range(len($1)):
          left = $1[i - 1] if i > 0 else 0
          right = $1[i + 1] if i + 1 < len($1) else 0
          result.append(1 if left != right else 0)
      return result`], apply: (xs) => list(xs).map((_, i) => (list(xs)[i - 1] ?? 0) ^ (list(xs)[i + 1] ?? 0)),
  },
  {
    id: 'toggled lights', topic, parameters: ['bits', 'few'], result: 'list[int]', names: ['toggle', 'press_switches', 'lights_after'],
    lesson: '1 - x turns 1 into 0 and 0 into 1.',
    docs: ['Return $1 after the lights at the positions $2 were switched; positions beyond the end do nothing.', 'Switch each of the lights of $1 whose index stands in $2, ignoring an index that is too large.'],
    body: py`
      result = list($1)
      for i in $2:
          if i < len(result):
              result[i] = 1 - result[i]
      return result`, others: [py`
      result = $1[:]
      for i in $2:
          if i >= len($1):
              continue
          if result[i] == 0:
              result[i] = 1
          else:
              result[i] = 0
      return result`], apply: (xs, at) => { const result = [...list(xs)]; for (const i of list(at)) if (i < result.length) result[i] = 1 - result[i]!; return result; },
  },
  {
    id: 'days to reach', topic, parameters: ['number', 'small'], result: 'int', names: ['days_to_reach', 'years_until', 'rounds_until'],
    lesson: 'A while loop suits what takes nobody knows how many rounds.',
    docs: ['Return after how many days something that starts at 1 and is multiplied by $2 each day reaches $1.', 'Count the days until one lily, $2 times as many each day, has become at least $1.'],
    body: py`
      current = 1
      result = 0
      while current < $1:
          current *= $2
          result += 1
      return result`, others: [py`
      result = 0
      while $2 ** result < $1:
          result += 1
      return result`], apply: (x, k) => { let [size, days] = [1, 0]; while (size < n(x)) { size *= n(k); days += 1; } return days; },
  },
  {
    id: 'floors travelled', topic, parameters: ['naturals'], result: 'int', names: ['floors_travelled', 'lift_distance', 'elevator_path'], holes: { A: [0, 1, 3, 5] },
    lesson: 'A loop can carry along where it was last.',
    docs: ['Return how many floors a lift travels from floor @A through the stops $1.', 'Add up the distances of a lift that starts on floor @A and goes to each floor in $1 in turn.'],
    body: py`
      current = @A
      total = 0
      for x in $1:
          total += abs(x - current)
          current = x
      return total`, others: [['return sum(abs(b - a) for a, b in zip([@A] + $1, $1))']], apply: (xs, _, __, { A }) => list(xs).reduce(([at, total], x) => [x, total! + Math.abs(x - at!)], [n(A!), 0])[1]!,
  },
  {
    id: 'full tank', topic, parameters: ['ints', 'width'], result: 'list[int]', names: ['tank_levels', 'fill_levels', 'water_levels'],
    lesson: 'A value that has a floor and a ceiling is cut off at both.',
    docs: ['Return the level of a tank after each change in $1; it starts empty, holds 10 times $2 and never less than 0.', 'Follow the level of a tank of size 10 * $2 through the changes $1, cut off at 0 and at its size.'],
    body: py`
      current = 0
      result = []
      for x in $1:
          current = min(10 * $2, max(0, current + x))
          result.append(current)
      return result`, others: [py`
      current = 0
      result = []
      for x in $1:
          current += x
          if current < 0:
              current = 0
          if current > $2 * 10:
              current = $2 * 10
          result.append(current)
      return result`], apply: (xs, k) => { let level = 0; return list(xs).map((x) => (level = Math.min(10 * n(k), Math.max(0, level + x)))); },
  },
  {
    id: 'money runs out', topic, parameters: ['naturals', 'number'], result: 'int', names: ['how_many_affordable', 'runs_out_after', 'shopping'],
    lesson: 'break leaves a loop as soon as it is of no more use.',
    docs: ['Return how many of the prices $1 can be paid in turn with $2 before the money is too little.', 'Buy the things with the prices $1 one after another with $2 coins and return how many were bought when one was too dear.'],
    body: py`
      result = 0
      for x in $1:
          if x > $2:
              break
          $2 -= x
          result += 1
      return result`, others: [py`
      total = 0
      for i, x in enumerate($1):
          total += x
          if total > $2:
              return i
      return len($1)`], apply: (xs, money): Value => { let [left, bought] = [n(money), 0]; for (const x of list(xs)) { if (x > left) break; left -= x; bought += 1; } return bought; },
  },
]; // prettier-ignore
