import { py, type Classic } from './classic.ts';
import { n, s } from './read.ts';

const topic = 'conditions';

/** Functions that tell cases apart; their limits and answers differ from exercise to exercise. */
export const decisionClassics: readonly Classic[] = [
  {
    id: 'two answers', topic, parameters: ['delta'], result: 'str', names: ['rate', 'judge', 'label_for', 'classify', 'verdict'],
    linked: ['B', 'C'], holes: { A: [0, 3, 5, 8, 10], B: ['high', 'warm', 'many', 'large', 'far', 'full'], C: ['low', 'cold', 'few', 'small', 'near', 'empty'] },
    lesson: 'if and else choose one of two ways.',
    docs: ['Return @B if $1 is greater than @A, else @C.', 'Answer with @B for values of $1 above @A and with @C for all others.', 'Tell whether $1 is @B, which means above @A, or @C.'],
    body: py`
      if $1 > @A:
          return @B
      return @C`, others: [['return @B if $1 > @A else @C'], py`
      if $1 > @A:
          return @B
      else:
          return @C`, py`
      result = @C
      if $1 > @A:
          result = @B
      return result`], apply: (x, _, __, { A, B, C }) => (n(x) > n(A!) ? B : C),
  },
  {
    id: 'three answers', topic, parameters: ['mark'], result: 'str', names: ['grade', 'level_of', 'rating', 'category'],
    linked: ['C', 'D', 'E'], holes: { A: [30, 40, 50], B: [70, 80, 90], C: ['good', 'gold', 'high', 'green', 'A', 'excellent'], D: ['fair', 'silver', 'medium', 'yellow', 'B', 'passed'], E: ['poor', 'bronze', 'low', 'red', 'C', 'failed'] },
    lesson: 'elif asks a second question when the first was answered with no.',
    docs: ['Return @C if $1 is at least @B, @D if it is at least @A, else @E.', 'Grade $1: @C from @B on, @D from @A on and @E below that.', 'Name the level of $1, which is @E below @A, @D below @B and @C otherwise.'],
    body: py`
      if $1 >= @B:
          return @C
      if $1 >= @A:
          return @D
      return @E`, others: [py`
      if $1 >= @B:
          return @C
      elif $1 >= @A:
          return @D
      else:
          return @E`, py`
      if $1 < @A:
          return @E
      if $1 < @B:
          return @D
      return @C`, py`
      for low, text in ((@B, @C), (@A, @D)):
          if $1 >= low:
              return text
      return @E`], apply: (x, _, __, { A, B, C, D, E }) => (n(x) >= n(B!) ? C : n(x) >= n(A!) ? D : E),
  },
  {
    id: 'within limits', topic, parameters: ['delta'], result: 'bool', names: ['in_range', 'is_between', 'within', 'acceptable'], holes: { A: [-5, -2, 0, 1, 2], B: [6, 8, 10, 12] },
    lesson: 'and asks for two things at once.',
    docs: ['Return whether $1 lies from @A to @B, both included.', 'Check if $1 is at least @A and at most @B.'],
    body: ['return @A <= $1 <= @B'], others: [['return $1 >= @A and $1 <= @B'], py`
      if $1 < @A or $1 > @B:
          return False
      return True`], apply: (x, _, __, { A, B }) => n(x) >= n(A!) && n(x) <= n(B!),
  },
  {
    id: 'exactly one', topic, parameters: ['delta', 'small'], result: 'bool', names: ['exactly_one', 'one_of_two', 'either'], holes: { A: [3, 4, 5, 6] },
    lesson: '!= between two conditions is true when exactly one of them holds.',
    docs: ['Return whether exactly one of $1 and $2 is greater than @A.', 'Check if one of the numbers $1 and $2 is above @A and the other is not.'],
    body: ['return ($1 > @A) != ($2 > @A)'], others: [py`
      if $1 > @A and $2 <= @A:
          return True
      if $2 > @A and $1 <= @A:
          return True
      return False`], apply: (a, b, _, { A }) => n(a) > n(A!) !== n(b) > n(A!),
  },
  {
    id: 'larger of three', topic, parameters: ['delta', 'small', 'side'], result: 'int', names: ['largest', 'max_of_three', 'biggest_of'],
    lesson: 'Comparing one by one finds the largest of a few values.',
    docs: ['Return the largest of $1, $2 and $3.', 'Find the maximum of the three numbers $1, $2 and $3.'],
    body: ['return max($1, $2, $3)'], others: [py`
      result = $1
      if $2 > result:
          result = $2
      if $3 > result:
          result = $3
      return result`, py`
      if $1 >= $2 and $1 >= $3:
          return $1
      if $2 >= $3:
          return $2
      return $3`], apply: (a, b, c) => Math.max(n(a), n(b), n(c)),
  },
  {
    id: 'answer by first letter', topic, parameters: ['word'], result: 'str', names: ['greeting', 'answer', 'reply_to', 'article_for'], linked: ['A', 'B'], holes: { A: ['an', 'vowel', 'soft', 'left'], B: ['a', 'consonant', 'hard', 'right'] },
    lesson: 'A condition can look at one character of a text.',
    docs: ['Return @A if $1 starts with a vowel, in either case, else @B.', 'Answer with @A for a word $1 that begins with a, e, i, o or u, large or small, and with @B for any other.'],
    body: ["return @A if $1[0].lower() in 'aeiou' else @B"], others: [py`
      if $1[0] in 'aeiouAEIOU':
          return @A
      return @B`, py`
      first_letter = $1[0].lower()
      if first_letter in ('a', 'e', 'i', 'o', 'u'):
          return @A
      else:
          return @B`], apply: (w, _, __, { A, B }) => (/^[aeiou]/i.test(s(w)) ? A : B),
  },
]; // prettier-ignore
