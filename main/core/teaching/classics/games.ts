import { tuple } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, list, n, s, strings } from './read.ts';

const topic = 'games and boards';
const lines = (rows: readonly string[]): string[] => [
  ...rows,
  ...[0, 1, 2].map((j) => rows.map((row) => row[j]!).join('')),
  rows.map((row, i) => row[i]!).join(''),
  rows.map((row, i) => row[2 - i]!).join(''),
];

/** Dice, boards and guessing. */
export const gameClassics: readonly Classic[] = [
  {
    id: 'winner of a row', topic, parameters: ['board'], result: 'str', names: ['row_winner', 'winner', 'who_has_row'],
    lesson: 'A string times three is what a full row must equal.',
    docs: ["Return 'X' or 'O' for the first row of $1 that belongs to one player, or '.' if there is none.", "Find who fills a whole row of $1, looking from the top; answer '.' if nobody does."],
    body: py`
      for row in $1:
          if row in ('X' * 3, 'O' * 3):
              return row[0]
      return '.'`, others: [py`
      for row in $1:
          if row[0] != '.' and row.count(row[0]) == 3:
              return row[0]
      return '.'`], apply: (b) => strings(b).find((row) => /^(X{3}|O{3})$/.test(row))?.[0] ?? '.',
  },
  {
    id: 'three in a line', topic, parameters: ['board'], result: 'bool', names: ['has_line', 'has_won', 'three_in_line'], holes: { A: ['X', 'O'] },
    lesson: 'Gathering all lines first keeps the question about them short.',
    docs: ['Return whether @A has three in a row, a column or a diagonal of $1.', 'Check if the player @A has won on $1.'],
    body: py`
      lines = list($1)
      lines += [''.join(column) for column in zip(*$1)]
      lines.append($1[0][0] + $1[1][1] + $1[2][2])
      lines.append($1[0][2] + $1[1][1] + $1[2][0])
      return @A * 3 in lines`, others: [py`
      for i in range(3):
          if all($1[i][j] == @A for j in range(3)):
              return True
          if all($1[j][i] == @A for j in range(3)):
              return True
      if all($1[i][i] == @A for i in range(3)):
          return True
      return all($1[i][2 - i] == @A for i in range(3))`], apply: (b, _, __, { A }) => lines(strings(b)).includes(s(A!).repeat(3)),
  },
  {
    id: 'free places', topic, parameters: ['board'], result: 'list[tuple[int, int]]', names: ['free_places', 'empty_cells', 'possible_moves'],
    lesson: 'enumerate within enumerate gives row and column of every cell.',
    docs: ["Return a list of (row, column) for each '.' in $1.", "List the positions on $1 that are still free, marked '.', row by row."],
    body: ["return [(i, j) for i, row in enumerate($1) for j, c in enumerate(row) if c == '.']"], others: [py`
      result = []
      for i in range(len($1)):
          for j in range(len($1[i])):
              if $1[i][j] == '.':
                  result.append((i, j))
      return result`], apply: (b) => strings(b).flatMap((row, i) => [...row].flatMap((c, j) => (c === '.' ? [tuple(i, j)] : []))),
  },
  {
    id: 'whose turn', topic, parameters: ['board'], result: 'str', names: ['whose_turn', 'next_player', 'to_move'],
    lesson: 'Counting what was played tells who plays next.',
    docs: ["Return 'X' if $1 has no more 'X' than 'O', else 'O'.", "Tell whose turn it is on $1, where 'X' begins: 'O' if there are more 'X' than 'O', else 'X'."],
    body: py`
      text = ''.join($1)
      return 'O' if text.count('X') > text.count('O') else 'X'`, others: [py`
      total = 0
      for row in $1:
          for c in row:
              if c == 'X':
                  total += 1
              elif c == 'O':
                  total -= 1
      return 'O' if total > 0 else 'X'`], apply: (b) => { const all = [...strings(b).join('')]; return all.filter((c) => c === 'X').length > all.filter((c) => c === 'O').length ? 'O' : 'X'; },
  },
  {
    id: 'dice points', topic, parameters: ['rolls'], result: 'int', names: ['points', 'dice_points', 'score_hand'], holes: { A: [1, 5, 6], B: [10, 20, 50] },
    lesson: 'Rules of a game are conditions, one after the other.',
    docs: ['Return the points of $1: @B for each @A and the number itself for all others.', 'Score the rolls $1, where every @A counts @B and any other face counts its own number.'],
    body: ['return sum(@B if x == @A else x for x in $1)'], others: [py`
      total = 0
      for x in $1:
          if x == @A:
              total += @B
          else:
              total += x
      return total`], apply: (xs, _, __, { A, B }) => add(list(xs).map((x) => (x === A ? n(B!) : x))),
  },
  {
    id: 'doubles', topic, parameters: ['rolls'], result: 'bool', names: ['has_pair', 'is_pair', 'any_double'],
    lesson: 'A set drops what comes twice, so it is smaller when there is a pair.',
    docs: ['Return whether any face comes twice or more in $1.', 'Check if two of the dice $1 show the same.'],
    body: ['return len(set($1)) < len($1)'], others: [py`
      seen = []
      for x in $1:
          if x in seen:
              return True
          seen.append(x)
      return False`, ['return any($1.count(x) > 1 for x in $1)']], apply: (xs) => new Set(list(xs)).size < list(xs).length,
  },
  {
    id: 'guessed word', topic, parameters: ['word', 'short word'], result: 'str', names: ['show_word', 'reveal', 'masked'], holes: { A: ['_', '-', '*', '?'] },
    lesson: 'What was not guessed yet is hidden behind a sign.',
    docs: ['Return $1 with @A in the place of each letter that is not in $2.', 'Show the letters of $1 that occur among the guesses $2, and @A for all others.'],
    body: ["return ''.join(c if c in $2 else @A for c in $1)"], others: [py`
      result = ''
      for c in $1:
          if c in $2:
              result += c
          else:
              result += @A
      return result`], apply: (w, g, _, { A }) => [...s(w)].map((c) => (s(g).includes(c) ? c : s(A!))).join(''),
  },
  {
    id: 'colour of a square', topic, parameters: ['small', 'small'], result: 'str', names: ['square_color', 'field_colour', 'color_of'], linked: ['A', 'B'], holes: { A: ['black', 'dark', 'brown'], B: ['white', 'light', 'yellow'] },
    lesson: 'Whether row plus column is even decides the colour of a square.',
    docs: ['Return @A if the sum of the column $1 and the row $2 is even, else @B.', 'Tell the colour of the square in column $1 and row $2: @A where their sum is even and @B elsewhere.'],
    body: ['return @A if ($1 + $2) % 2 == 0 else @B'], others: [py`
      if ($1 + $2) % 2 == 0:
          return @A
      return @B`, py`
      if $1 % 2 == $2 % 2:
          return @A
      else:
          return @B`], apply: (a, b, _, { A, B }) => ((n(a) + n(b)) % 2 === 0 ? A : B),
  },
  {
    id: 'letter points', topic, parameters: ['small letters'], result: 'int', names: ['word_score', 'letter_points', 'score_word'], holes: { A: [1, 2], B: [4, 5, 8] },
    lesson: 'A string can serve as a set of characters.',
    docs: ["Return the points of $1: @B for each of the letters q, x, y and z and @A for all others.", 'Score $1 in a word game where q, x, y and z count @B and every other letter counts @A.'],
    body: ["return sum(@B if c in 'qxyz' else @A for c in $1)"], others: [py`
      total = 0
      for c in $1:
          if c in 'qxyz':
              total += @B
          else:
              total += @A
      return total`], apply: (w, _, __, { A, B }) => add([...s(w)].map((c) => ('qxyz'.includes(c) ? n(B!) : n(A!)))),
  },
  {
    id: 'higher or lower', topic, parameters: ['ints', 'small'], result: 'list[str]', names: ['hints', 'answers', 'higher_or_lower'], linked: ['A', 'B', 'C'], holes: { A: ['higher', 'more', 'too low'], B: ['lower', 'less', 'too high'], C: ['right', 'yes', 'found'] },
    lesson: 'A chain of if, elif and else has one branch for each case.',
    docs: ['Return for each guess in $1 the answer @A, @B or @C as the secret $2 is above it, below it or the same.', 'Answer the guesses $1 for the number $2: @A where it is larger, @B where it is smaller and @C where it was guessed.'],
    body: py`
      result = []
      for x in $1:
          if x < $2:
              result.append(@A)
          elif x > $2:
              result.append(@B)
          else:
              result.append(@C)
      return result`, others: [['return [@A if x < $2 else @B if x > $2 else @C for x in $1]']], apply: (xs, k, _, { A, B, C }) => list(xs).map((x) => (x < n(k) ? A! : x > n(k) ? B! : C!)),
  },
  {
    id: 'best players', topic, parameters: ['table'], result: 'list[str]', names: ['winners', 'best_players', 'leaders'],
    lesson: 'More than one key may have the largest value.',
    docs: ['Return a list of the keys of $1 that have the largest value.', 'Find everybody who has the highest score in $1.'],
    body: py`
      best = max($1.values())
      return [k for k, v in $1.items() if v == best]`, others: [py`
      result = []
      for k in $1:
          if $1[k] == max($1.values()):
              result.append(k)
      return result`], apply: (t) => { const all = (t as { entries: readonly (readonly [string, number])[] }).entries; const best = Math.max(...all.map(([, v]) => v)); return all.filter(([, v]) => v === best).map(([k]) => k); },
  },
]; // prettier-ignore
