import { expect, it } from 'vitest';
import type { CheckerText, Sandbox } from '../../../main/core/evaluation/sandbox.ts';

const checker = (tests: string, names: readonly string[] | null = ['f'], reference = ''): CheckerText => ({
  prelude: '',
  tests,
  names,
  reference,
});

/** Values that cross to the solution and back as what they are; each is a Python expression. */
const values = [
  'None, True, False, ..., NotImplemented',
  '0, -1, 2**53 + 1, -(2**53) - 1, 10**400, -(1 << 200), (1 << 200) - 1',
  "0.0, 1.5, 1e308, 5e-324, float('inf'), -float('inf'), 0.1 + 0.2",
  "1j, complex(0.0, -1.5), complex('inf')",
  "'', 'ascii', 'é✓😀', 'a\\x00b', '\\ud800', '\\ud83d' + chr(0xde00), '\\r\\n\\u2028'",
  "b'', b'\\x00\\xff', bytearray(b'abc')",
  "[], [1, 'a', None, 1.0, True], [[1], [[2]]], list(range(300))",
  '(), (1,), (1, (2, [3])), ([],)',
  "{}, {'a': 1, 2: [3]}, {(1, 2): {3: 4}}, {1.5: 'x', None: (), False: 0}",
  'set(), {1, 2}, frozenset({(1, 2), frozenset()}), {"a"}',
  'range(3), range(10, 0, -3)',
  'Counter("abca"), OrderedDict([(2, 1), (1, 2)]), defaultdict(list, {1: [2]}), deque([1, 2], 5)',
  "Decimal('1.50'), Decimal('NaN').is_nan(), Fraction(1, 3)",
  'date(2020, 2, 29), datetime(2020, 1, 2, 3, 4, 5, 6), time(1, 2), timedelta(-1, 2, 3)',
  'int, str, ValueError, len, sorted',
  '{}.keys(), {1: 2}.items()',
];
const imports =
  'from collections import *\nfrom decimal import Decimal\nfrom fractions import Fraction\nfrom datetime import *\n';

/** What every adapter keeps when the tests and the solution run apart. */
export function trialContract(sandbox: () => Sandbox): void {
  const f = (body: string) => `def f(x):\n    ${body.replaceAll('\n', '\n    ')}\n`;

  it.each(values)('crosses exactly: %s', async (value) => {
    const same = `
def same(a, b):
    if type(a) is not type(b): return False
    if isinstance(a, (list, tuple)): return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float): return a.hex() == b.hex()
    if isinstance(a, deque) and a.maxlen != b.maxlen: return False
    if isinstance(a, dict): return [*a] == [*b] and all(map(same, a.values(), b.values()))
    return a == b
for value in [${value}]:
    got = f(value)
    assert same(value, got), (value, got)
    assert seen(value) == repr(type(value)) + ascii(value)
`;
    const solution = 'def f(x): return x\ndef seen(x): return repr(type(x)) + ascii(x)\n';
    const given = checker(imports + same, ['f', 'seen']);
    expect(await sandbox().check({ solution, checker: given })).toMatchObject({ verdict: 'passed' });
  });

  it.each([
    [
      'nan and the sign of zero',
      f('return x'),
      'a, b = f([float("nan"), -0.0])\nassert a != a and str(b) == "-0.0"',
    ],
    [
      'an argument that is changed',
      f('x.append(1)\nx[0]["k"] = 2'),
      'a = {"k": 1}\nx = [a]\nf(x)\nassert x == [{"k": 2}, 1] and x[0] is a',
    ],
    [
      'every kind of change',
      f('a, b, c, d = x\na.sort()\nb.clear()\nc.add(1)\nd.extend(b"x")'),
      'x = ([2, 1], {1: 2}, {2}, bytearray())\nf(x)\nassert x == ([1, 2], {}, {1, 2}, b"x")',
    ],
    ['an argument that is returned', f('x.append(1)\nreturn x'), 'x = []\nassert f(x) is x and x == [1]'],
    [
      'shared and cyclic structure',
      f('x.append(x)\nreturn x'),
      'x = [1]\ny = f(x)\nassert y[1] is x and y is x',
    ],
    [
      'one list twice',
      f('x[0].append(1)'),
      'a = []\nx = [a, a]\nf(x)\nassert x == [[1], [1]] and x[0] is x[1]',
    ],
    [
      'a subclass as the value it holds',
      'class L(list): pass\n' + f('return L([x])'),
      'r = f(1)\nassert type(r) is list and r == [1]',
    ],
    [
      'a named tuple',
      'from collections import namedtuple\nP = namedtuple("P", "a b")\n' + f('return P(x, 2)'),
      'r = f(1)\nassert r == (1, 2) and r.b == 2',
    ],
    ['a generator', f('for i in range(x): yield i'), 'assert list(f(3)) == [0, 1, 2] and next(f(9)) == 0'],
    ['an iterator', f('return map(str, x)'), 'assert "".join(f([1, 2])) == "12"'],
    ['a function that is returned', f('return lambda y: x + y'), 'assert f(1)(2) == 3 and callable(f(1))'],
    [
      'keyword arguments and defaults',
      'def f(x, *, y=2, **z): return [x, y, z]\n',
      'assert f(1, y=3, k=4) == [1, 3, {"k": 4}]',
    ],
    [
      'an exception that the tests expect',
      f('raise ValueError("no", x)'),
      'try: f(3)\nexcept ValueError as e: assert e.args == ("no", 3)\nelse: assert False',
    ],
    [
      'an exception of its own',
      'class Odd(KeyError): pass\n' + f('raise Odd(x)'),
      'try: f(3)\nexcept LookupError as e: assert type(e).__name__ == "Odd"\nelse: assert False',
    ],
    ['text that the solution prints', f('print(x)\nreturn x'), 'assert f(1) == 1'],
  ])('passes: %s', async (_what, solution, tests) => {
    expect(await sandbox().check({ solution, checker: checker(tests) })).toMatchObject({ verdict: 'passed' });
  });

  it("works with the solution's own classes", async () => {
    const solution =
      'class Node:\n    def __init__(self, v): self.v, self.next = v, None\ndef total(n):\n    return n.v + (total(n.next) if n.next else 0)\nlimit = 7\n';
    const tests =
      'root = Node(1)\nroot.next = Node(2)\nassert total(root) == 3\nassert root.next.v == 2 and limit == 7';
    const result = await sandbox().check({ solution, checker: checker(tests, null, solution) });
    expect(result).toMatchObject({ verdict: 'passed' });
  });

  it('takes names from the solution only where the reference defines them', async () => {
    const solution = 'def sum(a, b): return a + b\ndef set(x): return 0\n';
    const given = checker(
      'assert sum(1, 2) == 3\nassert set([1]) == {1}',
      null,
      'def sum(a, b): return a + b\n',
    );
    expect(await sandbox().check({ solution, checker: given })).toMatchObject({ verdict: 'passed' });
  });

  it('lets the prompt’s own helpers run beside the tests', async () => {
    const prelude = 'import math\ndef twice(x):\n    return 2 * x\n\ndef f(x):\n    """Half of twice."""\n';
    const given = { prelude, tests: 'assert f(twice(2)) == math.floor(2.5)', names: ['f'], reference: '' };
    const forged = `${prelude}    return 9\ndef twice(x): return 0\nmath.floor = lambda x: 9\n`;
    expect(await sandbox().check({ solution: `${prelude}    return x / 2\n`, checker: given })).toMatchObject(
      {
        verdict: 'passed',
      },
    );
    expect(await sandbox().check({ solution: forged, checker: given })).toMatchObject({
      verdict: 'wrong-answer',
    });
  });

  const equals = checker('assert f(2) == 4\nassert f(3) == 9, "three"');
  it.each([
    [
      'wrong-answer',
      f('return 4'),
      {
        detail: 'assert f(3) == 9, "three" — left 4, right 9',
        assertion: {
          source: 'assert f(3) == 9, "three"',
          comparison: { left: '4', operator: '==', right: '9' },
          value: null,
          message: 'three',
        },
      },
    ],
    [
      'wrong-answer',
      f('return lambda: x'),
      { assertion: { comparison: { left: '<function of the solution>', right: '4' } } },
    ],
    [
      'exception',
      f('y = 1\nreturn y / 0'),
      {
        detail: 'line 3: ZeroDivisionError: division by zero',
        raised: { type: 'ZeroDivisionError', message: 'division by zero', line: 3 },
      },
    ],
    ['exception', f('assert x == 9'), { raised: { type: 'AssertionError', line: 2 } }],
    ['exception', 'import nowhere\n', { raised: { type: 'ModuleNotFoundError', line: 1 } }],
    [
      'exception',
      'def g(x): return x\n',
      { detail: "NameError: name 'f' is not defined", raised: { type: 'NameError', line: null } },
    ],
    ['exception', 'def f(): return 4\n', { raised: { type: 'TypeError', line: null } }],
    ['exception', 'f = 4\n', { detail: "in the tests: TypeError: 'int' object is not callable" }],
    [
      'exception',
      f('raise SystemExit(0)'),
      { detail: 'line 2: SystemExit: 0 (the program left before its tests had finished)' },
    ],
    ['exception', f('return f(x)'), { raised: { type: 'RecursionError', line: 2 } }],
    ['syntax-error', 'def f(x):\n    return (\n', { line: 2 }],
    ['timeout', f('while True: pass'), { detail: 'The program ran longer than 800 ms.' }],
    ['memory', f('return "a" * 10**9'), { detail: 'line 2: MemoryError' }],
    [
      'output-limit',
      f('while True: print("x" * 1000)'),
      { detail: 'The program printed more than 65536 bytes.' },
    ],
    [
      'interpreter-died',
      f('import os\nos._exit(0)'),
      { detail: 'The program ended the interpreter with exit code 0.' },
    ],
  ] as const)('%s: %j', async (verdict, solution, what) => {
    expect(await sandbox().check({ solution, checker: equals })).toMatchObject({ verdict, ...what });
  });

  it('names the operand of an assertion that failed', async () => {
    const verdict = async (tests: string) =>
      sandbox().check({ solution: f('return x'), checker: checker(tests) });
    expect(await verdict('for i in (1, 2):\n    assert f(i) > 0 and f(i) < 2')).toMatchObject({
      assertion: { comparison: { left: '2', operator: '<', right: '2' } },
    });
    expect(await verdict('assert not f([1])')).toMatchObject({
      assertion: { comparison: null, value: 'False' },
    });
    expect(await verdict('class T:\n    def t(self):\n        assert f(0)\nT().t()')).toMatchObject({
      detail: 'assert f(0) — it is 0',
    });
  });

  it('keeps nothing of one trial for the next of the same problem', async () => {
    const given = checker(
      'import random\nassert f(0) == 0 and "leak" not in globals()\nleak = 1\nprint(random.random())',
    );
    const solution =
      'import builtins\nassert not hasattr(builtins, "leak")\nbuiltins.leak = 1\ndef f(x): return x\n';
    const results = await Promise.all(
      Array.from({ length: 6 }, () => sandbox().check({ solution, checker: given })),
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => 'passed'));
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
  });
}
