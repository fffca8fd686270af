import type { Value } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, list, n, rows } from './read.ts';

const topic = 'matrices and grids';
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Lists of rows: building them, walking over them, turning them. */
export const matrixClassics: readonly Classic[] = [
  {
    id: 'matrix sum', topic, parameters: ['matrix', 'matrix'], result: 'list[list[int]]', names: ['add_matrices', 'matrix_sum', 'mat_add'],
    lesson: 'Two matrices of the same shape are added cell by cell.',
    docs: ['Return the sum of the matrices $1 and $2.', 'Add the matrices $1 and $2 cell by cell.', 'Add each cell of $2 to the cell of $1 in the same place.'],
    body: ['return [[a + b for a, b in zip(row, other)] for row, other in zip($1, $2)]'],
    others: [py`
      size = len($1)
      result = []
      for i in range(size):
          row = []
          for j in range(size):
              row.append($1[i][j] + $2[i][j])
          result.append(row)
      return result`],
    apply: (a, b) => rows(a).length === rows(b).length ? rows(a).map((row, i) => row.map((x, j) => x + rows(b)[i]![j]!)) : undefined,
  },
  {
    id: 'scaled matrix', topic, parameters: ['square grid', 'small'], result: 'list[list[int]]', names: ['scale_matrix', 'multiply_all', 'scale_grid'],
    lesson: 'A comprehension inside a comprehension visits every cell of a grid.',
    docs: ['Return $1 with every number multiplied by $2.', 'Multiply each cell of $1 by $2.', 'Scale all the numbers of $1 by $2.'],
    body: ['return [[x * $2 for x in row] for row in $1]'],
    others: [py`
      result = []
      for row in $1:
          result.append([x * $2 for x in row])
      return result`],
    apply: (g, k) => rows(g).map((row) => row.map((x) => x * n(k))),
  },
  {
    id: 'trace', topic, parameters: ['matrix'], result: 'int', names: ['trace', 'diagonal_sum', 'sum_diagonal'],
    lesson: 'On the main diagonal row and column have the same index.',
    docs: ['Return the sum of the main diagonal of $1.', 'Add up the numbers on the diagonal of $1 from top left to bottom right.', 'Compute the trace of $1.'],
    body: ['return sum($1[i][i] for i in range(len($1)))'],
    others: [py`
      total = 0
      for i in range(len($1)):
          total += $1[i][i]
      return total`, py`
      total = 0
      for i, row in enumerate($1):
          total += row[i]
      return total`],
    apply: (m) => add(rows(m).map((row, i) => row[i]!)),
  },
  {
    id: 'second diagonal', topic, parameters: ['matrix'], result: 'list[int]', names: ['second_diagonal', 'anti_diagonal', 'other_diagonal'],
    lesson: 'On the second diagonal the column counts down while the row counts up.',
    docs: ['Return the diagonal of $1 from top right to bottom left.', 'List the numbers on the second diagonal of $1, from the top.'],
    body: ['return [row[-1 - i] for i, row in enumerate($1)]'],
    others: [py`
      size = len($1)
      result = []
      for i in range(size):
          result.append($1[i][size - 1 - i])
      return result`],
    apply: (m) => rows(m).map((row, i) => row.at(-1 - i)!),
  },
  {
    id: 'matrix product', topic, parameters: ['matrix', 'matrix'], result: 'list[list[int]]', names: ['multiply_matrices', 'matmul', 'matrix_product'],
    lesson: 'Each cell of a product is the dot product of a row and a column.',
    docs: ['Return the product of the matrices $1 and $2.', 'Multiply the matrix $1 by the matrix $2.'],
    body: ['return [[sum(a * b for a, b in zip(row, column)) for column in zip(*$2)] for row in $1]'],
    others: [py`
      size = len($1)
      result = [[0] * size for _ in range(size)]
      for i in range(size):
          for j in range(size):
              for k in range(size):
                  result[i][j] += $1[i][k] * $2[k][j]
      return result`],
    apply: (a, b) => rows(a).length === rows(b).length ? rows(a).map((row) => row.map((_, j) => add(row.map((x, k) => x * rows(b)[k]![j]!)))) : undefined,
  },
  {
    id: 'identity matrix', topic, parameters: ['small'], result: 'list[list[int]]', names: ['identity', 'identity_matrix', 'eye'],
    lesson: 'The identity matrix has ones on its diagonal and zeros elsewhere.',
    docs: ['Return the identity matrix with $1 rows.', 'Build a square matrix of size $1 with ones on the diagonal and zeros elsewhere.'],
    body: ['return [[1 if i == j else 0 for j in range($1)] for i in range($1)]'],
    others: [py`
      result = [[0] * $1 for _ in range($1)]
      for i in range($1):
          result[i][i] = 1
      return result`],
    apply: (k) => upTo(n(k)).map((i) => upTo(n(k)).map((j) => (i === j ? 1 : 0))),
  },
  {
    id: 'filled grid', topic, parameters: ['small', 'width', 'delta'], result: 'list[list[int]]', names: ['make_grid', 'filled_grid', 'new_board', 'create_matrix'],
    lesson: 'Each row of a new grid must be a list of its own, so a comprehension makes it.',
    docs: ['Return a grid of $1 rows and $2 columns filled with $3.', 'Create a list of $1 rows, each of which holds $3 exactly $2 times.'],
    body: ['return [[$3] * $2 for _ in range($1)]'],
    others: [py`
      result = []
      for _ in range($1):
          row = []
          for _ in range($2):
              row.append($3)
          result.append(row)
      return result`],
    apply: (k, w, x) => upTo(n(k)).map(() => upTo(n(w)).map(() => x)),
  },
  {
    id: 'row maxima', topic, parameters: ['grid'], result: 'list[int]', names: ['row_maxima', 'largest_per_row', 'max_of_rows'],
    lesson: 'map applies a function to every row.',
    docs: ['Return a list of the largest number of each row of $1.', 'Find the maximum of every row in $1.', 'Collect the biggest value of each of the rows of $1.'],
    body: ['return [max(row) for row in $1]'],
    others: [['return list(map(max, $1))'], py`
      result = []
      for row in $1:
          best = row[0]
          for x in row:
              if x > best:
                  best = x
          result.append(best)
      return result`],
    apply: (g) => rows(g).map((row) => Math.max(...row)),
  },
  {
    id: 'column sums', topic, parameters: ['square grid'], result: 'list[int]', names: ['column_sums', 'sum_columns', 'totals_by_column'],
    lesson: 'zip(*grid) turns columns into tuples that can be added up.',
    docs: ['Return a list of the sums of the columns of $1.', 'Add up each column of $1.', 'Compute the total of every column of $1.'],
    body: ['return [sum(column) for column in zip(*$1)]'],
    others: [py`
      result = [0] * len($1[0])
      for row in $1:
          for j, x in enumerate(row):
              result[j] += x
      return result`, py`
      result = []
      for j in range(len($1[0])):
          total = 0
          for row in $1:
              total += row[j]
          result.append(total)
      return result`],
    apply: (g) => rows(g)[0]!.map((_, j) => add(rows(g).map((row) => row[j]!))),
  },
  {
    id: 'symmetric matrix', topic, parameters: ['matrix'], result: 'bool', names: ['is_symmetric', 'symmetric', 'check_symmetry'],
    lesson: 'A matrix is symmetric when it equals its transpose.',
    docs: ['Return whether $1 is symmetric.', 'Check if $1 stays the same when rows and columns change places.'],
    body: ['return all($1[i][j] == $1[j][i] for i in range(len($1)) for j in range(i))'],
    others: [['return $1 == [list(row) for row in zip(*$1)]'], py`
      for i in range(len($1)):
          for j in range(i):
              if $1[i][j] != $1[j][i]:
                  return False
      return True`],
    apply: (m) => rows(m).every((row, i) => row.every((x, j) => x === rows(m)[j]![i])),
  },
  {
    id: 'quarter turn', topic, parameters: ['square grid'], result: 'list[list[int]]', names: ['rotate_right', 'rotate_clockwise', 'quarter_turn', 'turn'],
    lesson: 'Reversing the rows and then transposing turns a grid to the right.',
    docs: ['Return $1 turned by a quarter to the right.', 'Rotate $1 clockwise by 90 degrees.'],
    body: ['return [list(row) for row in zip(*$1[::-1])]'],
    others: [py`
      result = []
      for j in range(len($1[0])):
          result.append([row[j] for row in reversed($1)])
      return result`],
    apply: (g) => rows(g)[0]!.map((_, j) => rows(g).map((row) => row[j]!).reverse()),
  },
  {
    id: 'mirrored grid', topic, parameters: ['grid'], result: 'list[list[int]]', names: ['mirror', 'flip_rows', 'mirror_grid'],
    lesson: 'Reversing each row mirrors a picture.',
    docs: ['Return $1 with each row reversed.', 'Mirror $1 from left to right.', 'Flip every row of $1.'],
    body: ['return [list(reversed(row)) for row in $1]'],
    others: [py`
      result = []
      for row in $1:
          result.append(row[::-1])
      return result`],
    apply: (g) => rows(g).map((row) => [...row].reverse()),
  },
  {
    id: 'position in grid', topic, parameters: ['grid', 'small'], result: 'tuple[int, int] | None', names: ['find_cell', 'locate', 'position_of', 'find_in_grid'],
    lesson: 'A return from the inner of two loops leaves both.',
    docs: ['Return the row and column of the first $2 in $1 or None.', 'Find $2 in $1 and return its row and column as a tuple, or None.'],
    body: py`
      for i, row in enumerate($1):
          for j, x in enumerate(row):
              if x == $2:
                  return i, j
      return None`,
    others: [py`
      for i in range(len($1)):
          if $2 in $1[i]:
              return (i, $1[i].index($2))
      return None`],
    apply: (g, k) => { const i = rows(g).findIndex((row) => row.includes(n(k))); return i < 0 ? null : { kind: 'tuple', items: [i, rows(g)[i]!.indexOf(n(k))] }; },
  },
  {
    id: 'cells above', topic, parameters: ['grid', 'small'], result: 'int', names: ['count_cells', 'cells_above', 'count_large', 'count_above'],
    lesson: 'Two for clauses in one generator run like two nested loops.',
    docs: ['Return how many numbers in the rows of $1 are greater than $2.', 'Count the cells of $1 that hold more than $2.'],
    body: ['return sum(1 for row in $1 for x in row if x > $2)'],
    others: [py`
      found = 0
      for row in $1:
          for x in row:
              if x > $2:
                  found += 1
      return found`],
    apply: (g, k) => rows(g).flat().filter((x) => x > n(k)).length,
  },
  {
    id: 'checkerboard', topic, parameters: ['small'], result: 'list[list[int]]', names: ['checkerboard', 'chess_pattern', 'alternate_grid'],
    lesson: 'The sum of row and column is even on one colour of a chessboard and odd on the other.',
    docs: ['Return a checkerboard of 0 and 1 with $1 rows and columns, starting with 0.', 'Build a square grid of size $1 in which 0 and 1 alternate like the fields of a chessboard.'],
    body: ['return [[(i + j) % 2 for j in range($1)] for i in range($1)]'],
    others: [py`
      result = []
      for i in range($1):
          row = []
          for j in range($1):
              if (i + j) % 2 == 0:
                  row.append(0)
              else:
                  row.append(1)
          result.append(row)
      return result`],
    apply: (k) => upTo(n(k)).map((i) => upTo(n(k)).map((j) => (i + j) % 2)),
  },
  {
    id: 'border sum', topic, parameters: ['matrix'], result: 'int', names: ['border_sum', 'sum_border', 'edge_total'],
    lesson: 'A cell lies on the border when its row or column is the first or the last.',
    docs: ['Return the sum of the numbers on the border of $1.', 'Add up all the cells at the edge of $1.'],
    body: py`
      size = len($1)
      total = 0
      for i in range(size):
          for j in range(size):
              if i in (0, size - 1) or j in (0, size - 1):
                  total += $1[i][j]
      return total`,
    others: [py`
      total = sum($1[0]) + sum($1[-1])
      for row in $1[1:-1]:
          total += row[0] + row[-1]
      return total`],
    apply: (m) => { const size = rows(m).length - 1; return add(rows(m).flatMap((row, i) => row.filter((_, j) => i === 0 || j === 0 || i === size || j === size))); },
  },
  {
    id: 'table of products', topic, parameters: ['ints', 'ints'], result: 'list[list[int]]', names: ['outer_product', 'times_table', 'product_table'],
    lesson: 'Every pair of two lists fills a table, one row for each item of the first.',
    docs: ['Return a table of the products of each number in $1 with each number in $2.', 'Build a list of rows in which each number of $1 is multiplied by all the numbers of $2.'],
    body: ['return [[a * b for b in $2] for a in $1]'],
    others: [py`
      result = []
      for a in $1:
          row = []
          for b in $2:
              row.append(a * b)
          result.append(row)
      return result`],
    apply: (a, b): Value => list(a).map((x) => list(b).map((y) => x * y)),
  },
]; // prettier-ignore
