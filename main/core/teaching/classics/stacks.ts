import { py, type Classic } from './classic.ts';
import { list, n, s, strings } from './read.ts';

const topic = 'stacks and queues';
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[' };
const balanced = (text: string): boolean => { const stack: string[] = []; for (const c of text) { if (!(c in closers)) stack.push(c); else if (stack.pop() !== closers[c]) return false; } return stack.length === 0; }; // prettier-ignore
const ran = (commands: readonly string[]): number[] => { const stack: number[] = []; for (const one of commands) { if (one === 'pop') stack.pop(); else stack.push(Number(one.slice(5))); } return stack; }; // prettier-ignore

/** Last in, first out; first in, first out. */
export const stackClassics: readonly Classic[] = [
  {
    id: 'matching brackets', topic, parameters: ['brackets'], result: 'bool', names: ['matching', 'brackets_match', 'well_formed'],
    lesson: 'A stack remembers which brackets are open; each closing one must fit the last.',
    docs: ['Return whether the round and square brackets in $1 match.', 'Check if every bracket of $1 is closed by one of its kind in the right order.'],
    body: py`
      stack = []
      for c in $1:
          if c in '([':
              stack.append(c)
          elif not stack or stack.pop() + c not in ('()', '[]'):
              return False
      return not stack`, others: [py`
      openers = {')': '(', ']': '['}
      stack = []
      for c in $1:
          if c not in openers:
              stack.append(c)
          else:
              if len(stack) == 0 or stack[-1] != openers[c]:
                  return False
              stack.pop()
      return len(stack) == 0`], apply: (t) => balanced(s(t)),
  },
  {
    id: 'stack commands', topic, parameters: ['commands'], result: 'list[int]', names: ['run_commands', 'final_stack', 'simulate_stack'],
    lesson: 'append puts on a stack, and pop takes off what was put there last.',
    docs: ["Return what is on the stack, lowest first, after 'push N' and 'pop' in $1; popping an empty stack does nothing.", "Run the commands 'push N' and 'pop' of $1 on an empty stack and return it, ignoring 'pop' when it is empty."],
    body: py`
      stack = []
      for w in $1:
          if w == 'pop':
              if stack:
                  stack.pop()
          else:
              stack.append(int(w.split()[1]))
      return stack`, others: [py`
      stack = []
      for w in $1:
          if w.startswith('push'):
              stack.append(int(w[5:]))
          elif len(stack) > 0:
              del stack[-1]
      return stack`], apply: (xs) => ran(strings(xs)),
  },
  {
    id: 'queue commands', topic, parameters: ['commands'], result: 'list[int]', names: ['serve', 'queue_left', 'waiting_line'],
    lesson: 'A queue gives out first what came in first: pop(0).',
    docs: ["Return who is left in a queue after $1, where 'push N' puts N at the end and 'pop' takes the first one away.", "Run $1 on an empty queue: 'push N' appends N, 'pop' removes the first if there is one."],
    body: py`
      queue = []
      for w in $1:
          if w == 'pop':
              queue = queue[1:]
          else:
              queue.append(int(w.split()[1]))
      return queue`, others: [py`
      queue = []
      for w in $1:
          parts = w.split()
          if parts[0] == 'push':
              queue.append(int(parts[1]))
          elif queue:
              queue.pop(0)
      return queue`], apply: (xs) => { const queue: number[] = []; for (const one of strings(xs)) { if (one === 'pop') queue.shift(); else queue.push(Number(one.slice(5))); } return queue; },
  },
  {
    id: 'next larger', topic, parameters: ['ints'], result: 'list[int | None]', names: ['next_larger', 'next_greater', 'first_larger_after'],
    lesson: 'Searching what follows an item is a loop in a loop, or a generator given to next.',
    docs: ['Return for each number of $1 the first larger one after it, or None.', 'Find the next greater element for every number in $1, None where there is none.'],
    body: ['return [next((b for b in $1[i + 1:] if b > a), None) for i, a in enumerate($1)]'], others: [py`
      result = [None] * len($1)
      stack = []
      for i, x in enumerate($1):
          while stack and $1[stack[-1]] < x:
              result[stack.pop()] = x
          stack.append(i)
      return result`, py`
      result = []
      for i in range(len($1)):
          found = None
          for j in range(i + 1, len($1)):
              if $1[j] > $1[i]:
                  found = $1[j]
                  break
          result.append(found)
      return result`], apply: (xs) => list(xs).map((x, i) => list(xs).slice(i + 1).find((y) => y > x) ?? null),
  },
  {
    id: 'cancelled pairs', topic, parameters: ['runs'], result: 'str', names: ['cancel_pairs', 'remove_pairs', 'collapse'],
    lesson: 'When the next letter equals the top of the stack, both go.',
    docs: ['Return $1 after two equal neighbours were removed as long as there are any.', 'Remove pairs of equal neighbouring letters from $1 until none is left.'],
    body: py`
      stack = []
      for c in $1:
          if stack and stack[-1] == c:
              stack.pop()
          else:
              stack.append(c)
      return ''.join(stack)`, others: [py`
      result = ''
      for c in $1:
          if result.endswith(c):
              result = result[:-1]
          else:
              result += c
      return result`], apply: (t) => [...s(t)].reduce((left, c) => (left.endsWith(c) ? left.slice(0, -1) : left + c), ''),
  },
  {
    id: 'passed on', topic, parameters: ['words', 'number'], result: 'list[str]', names: ['pass_on', 'rotate_queue', 'move_front_back'],
    lesson: 'Moving the first of a queue to its end k times is one rotation by k.',
    docs: ['Return $1 after the first was moved to the end $2 times.', 'Move the first item of $1 to the end, $2 times over.'],
    body: ['k = $2 % len($1)', 'return $1[k:] + $1[:k]'], others: [py`
      queue = list($1)
      for _ in range($2 % len(queue)):
          queue.append(queue.pop(0))
      return queue`], apply: (xs, k) => { const at = n(k) % strings(xs).length; return [...strings(xs).slice(at), ...strings(xs).slice(0, at)]; },
  },
]; // prettier-ignore
