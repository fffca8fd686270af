import { tuple } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, ends, list, n, s, spans, strings, tuples } from './read.ts';

const topic = 'classes and objects';

/** Small classes, made and used within a function. */
export const objectClassics: readonly Classic[] = [
  {
    id: 'counter object', topic, parameters: ['words', 'letter'], result: 'int', names: ['count_with_object', 'use_counter', 'clicks'],
    lesson: 'A class says what its objects hold and what they can do; self is the object itself.',
    docs: ['Return how many of $1 contain $2, counted by an object of a class Counter.', 'Count the words of $1 that have $2 in them with the help of a class Counter.'],
    body: py`
      class Counter:
          def __init__(self):
              self.value = 0

          def increase(self):
              self.value += 1
      counter = Counter()
      for w in $1:
          if $2 in w:
              counter.increase()
      return counter.value`, apply: (xs, c) => strings(xs).filter((w) => w.includes(s(c))).length,
  },
  {
    id: 'account object', topic, parameters: ['ints'], result: 'int', names: ['final_balance', 'run_account', 'balance_after'],
    lesson: 'A method can refuse what would bring its object into a state that must not be.',
    docs: ['Return the balance of an Account after the changes $1; it refuses what would make it negative.', 'Apply the deposits and withdrawals $1 to a new Account that never goes below zero, and return what is in it.'],
    body: py`
      class Account:
          def __init__(self):
              self.balance = 0

          def change(self, amount):
              if self.balance + amount >= 0:
                  self.balance += amount
      account = Account()
      for x in $1:
          account.change(x)
      return account.balance`, others: [py`
      class Account:
          balance = 0

          def book(self, amount):
              if self.balance + amount < 0:
                  return
              self.balance += amount
      account = Account()
      for x in $1:
          account.book(x)
      return account.balance`], apply: (xs) => list(xs).reduce((balance, x) => (balance + x >= 0 ? balance + x : balance), 0),
  },
  {
    id: 'point object', topic, parameters: ['point', 'points'], result: 'tuple[int, int]', names: ['walk', 'move_point', 'final_position'],
    lesson: 'Methods change the attributes of their object.',
    docs: ['Return where a Point that starts at $1 is after all the moves $2.', 'Move an object of a class Point from $1 by each of the steps $2 and return its place as a tuple.'],
    body: py`
      class Point:
          def __init__(self, across, up):
              self.across = across
              self.up = up

          def move(self, a, b):
              self.across += a
              self.up += b
      walker = Point($1[0], $1[1])
      for a, b in $2:
          walker.move(a, b)
      return walker.across, walker.up`, apply: (p, ps) => tuple(ends(p)[0]! + add(spans(ps).map((q) => q[0]!)), ends(p)[1]! + add(spans(ps).map((q) => q[1]!))),
  },
  {
    id: 'rectangle objects', topic, parameters: ['naturals'], result: 'list[int]', names: ['areas', 'square_areas', 'areas_of_squares'],
    lesson: 'A class can build on another and take over what that one can do.',
    docs: ['Return the areas of squares with the sides $1, from a class Square that extends Rectangle.', 'Make a Square, a kind of Rectangle, for each side in $1 and return a list of their areas.'],
    body: py`
      class Rectangle:
          def __init__(self, width, height):
              self.width = width
              self.height = height

          def area(self):
              return self.width * self.height

      class Square(Rectangle):
          def __init__(self, side):
              super().__init__(side, side)
      return [Square(x).area() for x in $1]`, apply: (xs) => list(xs).map((x) => x * x),
  },
  {
    id: 'text form of objects', topic, parameters: ['pairs'], result: 'list[str]', names: ['describe_all', 'as_text', 'show_items'], holes: { A: [' x ', ': ', ' - ', '=', ' / '] },
    lesson: '__str__ says how an object looks as text.',
    docs: ['Return the texts of the objects made of $1, each its name, @A and its number.', 'Make an object of each pair in $1 and return how str shows them: name, then @A, then number.'],
    body: py`
      class Item:
          def __init__(self, name, number):
              self.name = name
              self.number = number

          def __str__(self):
              return self.name + @A + str(self.number)
      return [str(Item(a, b)) for a, b in $1]`, apply: (ps, _, __, { A }) => tuples(ps).map(([a, b]) => `${s(a!)}${s(A!)}${String(n(b!))}`),
  },
  {
    id: 'sorted objects', topic, parameters: ['pairs'], result: 'list[str]', names: ['names_by_number', 'sort_objects', 'ranking'],
    lesson: '__lt__ tells sorted which of two objects comes first.',
    docs: ['Return the names of $1 by number, from objects that know how to compare themselves.', 'Make an object of each pair in $1, sort them by their numbers and return a list of the names.'],
    body: py`
      class Player:
          def __init__(self, name, points):
              self.name = name
              self.points = points

          def __lt__(self, other):
              return self.points < other.points
      players_sorted = sorted(Player(a, b) for a, b in $1)
      return [p.name for p in players_sorted]`, apply: (ps) => tuples(ps).map((pair, i) => ({ pair, i })).sort((x, y) => n(x.pair[1]!) - n(y.pair[1]!) || x.i - y.i).map(({ pair }) => pair[0]!),
  },
  {
    id: 'linked list', topic, parameters: ['ints'], result: 'list[int]', names: ['linked_list', 'chain_values', 'backwards_chain'],
    lesson: 'Each node of a linked list knows its value and the node after it.',
    docs: ['Return the numbers of $1 in the order in which a linked list gives them when each is put in front.', 'Put the numbers of $1 one after another at the front of a linked list, then walk along it and collect them.'],
    body: py`
      class Node:
          def __init__(self, value, after):
              self.value = value
              self.after = after
      head = None
      for x in $1:
          head = Node(x, head)
      result = []
      while head is not None:
          result.append(head.value)
          head = head.after
      return result`, apply: (xs) => [...list(xs)].reverse(),
  },
  {
    id: 'stack class', topic, parameters: ['ints'], result: 'list[int]', names: ['visible_from_right', 'keep_falling', 'descending_stack'],
    lesson: 'A class can hide a list behind a few methods with good names.',
    docs: ['Return what is left on a Stack when each number of $1 first takes off all smaller ones.', 'Push the numbers of $1 on a Stack, popping before each push whatever is smaller, and return what remains.'],
    body: py`
      class Stack:
          def __init__(self):
              self.things = []

          def push(self, value):
              self.things.append(value)

          def pop(self):
              return self.things.pop()

          def top(self):
              return self.things[-1] if self.things else None
      pile = Stack()
      for x in $1:
          while pile.top() is not None and pile.top() < x:
              pile.pop()
          pile.push(x)
      return pile.things`, apply: (xs) => list(xs).filter((x, i) => list(xs).slice(i + 1).every((y) => y <= x)),
  },
  {
    id: 'inventory object', topic, parameters: ['pairs'], result: 'int', names: ['stock_of', 'points_of', 'amount_of'],
    lesson: 'An attribute may be a dictionary that belongs to one object alone.',
    docs: ['Return the total that an Inventory has for the first name in $1 after all the pairs were added.', 'Add every (name, number) pair of $1 to an Inventory and return the sum it holds for the first of the names.'],
    body: py`
      class Inventory:
          def __init__(self):
              self.amounts = {}

          def put(self, name, number):
              self.amounts[name] = self.amounts.get(name, 0) + number
      store = Inventory()
      for a, b in $1:
          store.put(a, b)
      return store.amounts[$1[0][0]]`, apply: (ps) => add(tuples(ps).filter(([a]) => a === tuples(ps)[0]![0]).map(([, b]) => n(b!))),
  },
  {
    id: 'equal objects', topic, parameters: ['points'], result: 'int', names: ['count_places', 'different_places', 'distinct_cells'],
    lesson: '__eq__ and __hash__ make two objects count as one in a set.',
    docs: ['Return how many different cells the points $1 are, as a set of Cell objects counts them.', 'Make a Cell of each point in $1 and return the size of the set of them.'],
    body: py`
      class Cell:
          def __init__(self, p):
              self.place = p

          def __eq__(self, other):
              return self.place == other.place

          def __hash__(self):
              return hash(self.place)
      return len({Cell(p) for p in $1})`, apply: (ps) => new Set(spans(ps).map(String)).size,
  },
]; // prettier-ignore
