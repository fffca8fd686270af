import { floorDivide, modulo, type Value } from '../value.ts';
import type { Classic } from './classic.ts';

const n = (value: Value): number => value as number;
const list = (value: Value): number[] => value as number[];
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const isPrime = (x: number): boolean => {
  if (x < 2) return false;
  for (let d = 2; d * d <= x; d += 1) if (x % d === 0) return false;
  return true;
};
const upTo = (x: number): number[] => Array.from({ length: x }, (_, index) => index + 1);
const digitSum = (x: number): number => [...String(x)].reduce((total, digit) => total + Number(digit), 0);
const fibonacci = (x: number): number => {
  let [a, b] = [0, 1];
  for (let i = 0; i < x; i += 1) [a, b] = [b, a + b];
  return a;
};

/** Number theory, recursion and plain arithmetic. */
export const numberClassics: readonly Classic[] = [
  {
    id: 'greatest common divisor', topic: 'number theory', parameters: ['count', 'small'], result: 'int', names: ['gcd', 'common_divisor', 'greatest_divisor'],
    lesson: "Euclid's method replaces the larger number by a remainder until nothing is left.",
    docs: ['Return the greatest common divisor of $1 and $2.', 'Find the largest number that divides both $1 and $2.'],
    body: ['while $2:', '    $1, $2 = $2, $1 % $2', 'return $1'], apply: (a, b) => gcd(n(a), n(b)),
  },
  {
    id: 'least common multiple', topic: 'number theory', parameters: ['count', 'small'], result: 'int', names: ['lcm', 'common_multiple'],
    lesson: 'The least common multiple is the first multiple of one number that the other divides.',
    docs: ['Return the least common multiple of $1 and $2.', 'Find the smallest number that both $1 and $2 divide.'],
    body: ['result = $1', 'while result % $2 != 0:', '    result += $1', 'return result'], apply: (a, b) => (n(a) * n(b)) / gcd(n(a), n(b)),
  },
  {
    id: 'primality', topic: 'number theory', parameters: ['count'], result: 'bool', names: ['is_prime', 'prime', 'check_prime'],
    lesson: 'A prime has no divisor between two and itself.',
    docs: ['Return whether $1 is a prime number.', 'Check if $1 is prime.', 'Return True if $1 has no divisor but one and itself.'],
    body: ['if $1 < 2:', '    return False', 'for i in range(2, $1):', '    if $1 % i == 0:', '        return False', 'return True'], apply: (x) => isPrime(n(x)),
  },
  {
    id: 'primes up to', topic: 'number theory', parameters: ['count'], result: 'list[int]', names: ['primes', 'primes_up_to', 'list_primes'],
    lesson: 'all over a range of divisors says whether a number is prime.',
    docs: ['Return a list of the primes up to $1.', 'List all prime numbers from 2 to $1.'],
    body: ['return [x for x in range(2, $1 + 1) if all(x % i != 0 for i in range(2, x))]'], apply: (x) => upTo(n(x)).filter(isPrime),
  },
  {
    id: 'divisors', topic: 'number theory', parameters: ['count'], result: 'list[int]', names: ['divisors', 'list_divisors', 'factors'],
    lesson: 'A divisor leaves no remainder.',
    docs: ['Return a list of the divisors of $1.', 'List all numbers that divide $1.'],
    body: ['return [i for i in range(1, $1 + 1) if $1 % i == 0]'], apply: (x) => upTo(n(x)).filter((d) => n(x) % d === 0),
  },
  {
    id: 'prime factors', topic: 'number theory', parameters: ['count'], result: 'list[int]', names: ['prime_factors', 'factorise'],
    lesson: 'Dividing by the smallest divisor again and again gives the prime factors.',
    docs: ['Return a list of the prime factors of $1.', 'Factorise $1 into primes.'],
    body: ['result, d = [], 2', 'while $1 > 1:', '    while $1 % d == 0:', '        result.append(d)', '        $1 //= d', '    d += 1', 'return result'],
    apply: (x) => { const result: number[] = []; let left = n(x); for (let d = 2; left > 1; d += 1) while (left % d === 0) { result.push(d); left /= d; } return result; },
  },
  {
    id: 'perfect number', topic: 'number theory', parameters: ['count'], result: 'bool', names: ['is_perfect', 'perfect'],
    lesson: 'A perfect number is the sum of its smaller divisors; six is the first.',
    docs: ['Return whether $1 is a perfect number.', 'Check if $1 is the sum of its smaller divisors.'],
    body: ['return sum(i for i in range(1, $1) if $1 % i == 0) == $1'], apply: (x) => upTo(n(x) - 1).filter((d) => n(x) % d === 0).reduce((a, b) => a + b, 0) === n(x),
  },
  {
    id: 'perfect square', topic: 'number theory', parameters: ['count'], result: 'bool', names: ['is_square', 'perfect_square'],
    lesson: 'any stops at the first root that fits.',
    docs: ['Return whether $1 is a perfect square.', 'Check if $1 is the square of a whole number.'],
    body: ['return any(i * i == $1 for i in range($1 + 1))'], apply: (x) => Number.isInteger(Math.sqrt(n(x))),
  },
  {
    id: 'coprime', topic: 'number theory', parameters: ['count', 'small'], result: 'bool', names: ['are_coprime', 'coprime'],
    lesson: 'Two numbers are coprime when only one divides both.',
    docs: ['Return whether $1 and $2 are coprime.', 'Check if $1 and $2 share no divisor above one.'],
    body: ['return not any($1 % i == 0 and $2 % i == 0 for i in range(2, $2 + 1))'], apply: (a, b) => gcd(n(a), n(b)) === 1,
  },
  {
    id: 'factorial', topic: 'recursion', parameters: ['small'], result: 'int', names: ['factorial', 'fact'],
    lesson: 'A recursive function calls itself on a smaller case and stops at the smallest.',
    docs: ['Return the factorial of $1.', 'Return the product of all numbers up to $1 by recursion.'],
    body: ['if $1 <= 1:', '    return 1', 'return $1 * $f($1 - 1)'], apply: (x) => upTo(n(x)).reduce((a, b) => a * b, 1),
  },
  {
    id: 'fibonacci', topic: 'recursion', parameters: ['count'], result: 'int', names: ['fibonacci', 'fib'],
    lesson: 'Each Fibonacci number is the sum of the two before it.',
    docs: ['Return the Fibonacci number at position $1.', 'Return the $1th Fibonacci number.'],
    body: ['a, b = 0, 1', 'for _ in range($1):', '    a, b = b, a + b', 'return a'], apply: (x) => fibonacci(n(x)),
  },
  {
    id: 'recursive power', topic: 'recursion', parameters: ['count', 'small'], result: 'int', names: ['power', 'raise_power'],
    lesson: 'A power is the base times the power with the exponent one less.',
    docs: ['Return $1 to the power of $2 by recursion.', 'Raise $1 to the power $2.'],
    body: ['if $2 == 0:', '    return 1', 'return $1 * $f($1, $2 - 1)'], apply: (a, b) => n(a) ** n(b),
  },
  {
    id: 'recursive digit sum', topic: 'recursion', parameters: ['number'], result: 'int', names: ['digit_sum', 'sum_digits'],
    lesson: 'The last digit plus the digit sum of the rest is the digit sum.',
    docs: ['Return the digit sum of $1 by recursion.', 'Add up the digits of $1 recursively.'],
    body: ['if $1 < 10:', '    return $1', 'return $1 % 10 + $f($1 // 10)'], apply: (x) => digitSum(n(x)),
  },
  {
    id: 'recursive sum', topic: 'recursion', parameters: ['ints'], result: 'int', names: ['recursive_sum', 'add_all'],
    lesson: 'The sum of a list is its first value plus the sum of the rest.',
    docs: ['Return the sum of $1 by recursion.', 'Add up the numbers in $1 recursively.'],
    body: ['if not $1:', '    return 0', 'return $1[0] + $f($1[1:])'], apply: (xs) => list(xs).reduce((a, b) => a + b, 0),
  },
  {
    id: 'recursive countdown', topic: 'recursion', parameters: ['small'], result: 'list[int]', names: ['countdown', 'count_down'],
    lesson: 'A list can be built recursively by adding one item to the result for a smaller number.',
    docs: ['Return the numbers from $1 down to 1 by recursion.', 'Count down from $1 to 1.'],
    body: ['if $1 == 0:', '    return []', 'return [$1] + $f($1 - 1)'], apply: (x) => upTo(n(x)).reverse(),
  },
  {
    id: 'collatz steps', topic: 'loops and accumulation', parameters: ['count'], result: 'int', names: ['collatz', 'collatz_steps'],
    lesson: 'A while loop runs as long as its condition holds, however many steps that takes.',
    docs: ['Return the number of Collatz steps from $1 to 1.', 'Count how many Collatz steps $1 takes to reach 1.'],
    body: ['result = 0', 'while $1 != 1:', '    $1 = $1 // 2 if $1 % 2 == 0 else 3 * $1 + 1', '    result += 1', 'return result'],
    apply: (x) => { let steps = 0; for (let y = n(x); y !== 1; steps += 1) y = y % 2 === 0 ? y / 2 : 3 * y + 1; return steps; },
  },
  {
    id: 'binary form', topic: 'numbers', parameters: ['count'], result: 'str', names: ['to_binary', 'binary'],
    lesson: "bin writes a number in binary with '0b' in front, which a slice removes.",
    docs: ['Return $1 in binary as a string.', 'Convert $1 to a binary string.'], body: ['return bin($1)[2:]'], apply: (x) => n(x).toString(2),
  },
  {
    id: 'reversed number', topic: 'numbers', parameters: ['number'], result: 'int', names: ['reverse_number', 'reverse_digits'],
    lesson: 'Text can be reversed with a slice, and int turns it back into a number.',
    docs: ['Return $1 with its digits reversed.', 'Reverse the digits of $1.'], body: ['return int(str($1)[::-1])'], apply: (x) => Number([...String(n(x))].reverse().join('')),
  },
  {
    id: 'clamp', topic: 'conditions', parameters: ['number', 'small'], result: 'int', names: ['clamp', 'cut_off'],
    lesson: 'An if with an early return handles the special case first.',
    docs: ['Return $1 but no more than $2.', 'Cut $1 off at $2.'], body: ['if $1 > $2:', '    return $2', 'return $1'], apply: (a, b) => Math.min(n(a), n(b)),
  },
  {
    id: 'sign', topic: 'conditions', parameters: ['delta'], result: 'int', names: ['sign', 'sign_of'],
    lesson: 'A chain of ifs tells several cases apart.',
    docs: ['Return 1, 0 or -1 by the sign of $1.', 'Return the sign of $1 as 1, 0 or -1.'],
    body: ['if $1 > 0:', '    return 1', 'if $1 < 0:', '    return -1', 'return 0'], apply: (x) => Math.sign(n(x)) + 0,
  },
  {
    id: 'fizz buzz', topic: 'conditions', parameters: ['count'], result: 'str', names: ['fizz_buzz', 'fizz'],
    lesson: 'The order of conditions matters: the most special comes first.',
    docs: ["Return 'FizzBuzz', 'Fizz', 'Buzz' or $1 as a string.", 'Answer for $1 in the game of FizzBuzz.'],
    body: ['if $1 % 15 == 0:', "    return 'FizzBuzz'", 'if $1 % 3 == 0:', "    return 'Fizz'", 'if $1 % 5 == 0:', "    return 'Buzz'", 'return str($1)'],
    apply: (x) => (n(x) % 15 === 0 ? 'FizzBuzz' : n(x) % 3 === 0 ? 'Fizz' : n(x) % 5 === 0 ? 'Buzz' : String(n(x))),
  },
  {
    id: 'parity name', topic: 'conditions', parameters: ['delta'], result: 'str', names: ['parity', 'even_or_odd'],
    lesson: 'A conditional expression chooses between two values in one line.',
    docs: ["Return 'even' or 'odd' for $1.", "Say whether $1 is 'even' or 'odd'."], body: ["return 'even' if $1 % 2 == 0 else 'odd'"], apply: (x) => (modulo(n(x), 2) === 0 ? 'even' : 'odd'),
  },
  {
    id: 'quotient and remainder', topic: 'tuples', parameters: ['delta', 'small'], result: 'tuple[int, int]', names: ['divide', 'quotient_remainder'],
    lesson: 'Two values after return, with a comma between, make a tuple.',
    docs: ['Return the quotient and the remainder of $1 by $2.', 'Divide $1 by $2 with remainder.'],
    body: ['return $1 // $2, $1 % $2'], apply: (a, b) => ({ kind: 'tuple', items: [floorDivide(n(a), n(b)), modulo(n(a), n(b))] }),
  },
]; // prettier-ignore
