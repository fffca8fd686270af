import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutCompletion, stopStrings } from '../../../main/core/evaluation/cut-completion.ts';
import { programText, referenceCompletion } from '../../../main/core/evaluation/program-text.ts';

it('cuts a completion at whatever comes first after the function', () => {
  expect(cutCompletion('    return 1\n\ndef g():\n    pass')).toBe('    return 1\n');
  expect(
    cutCompletion('    x = 1\n    if x:\n        return x\nif __name__ == "__main__":\n    main()'),
  ).toBe('    x = 1\n    if x:\n        return x');
  expect(cutCompletion('    return 1\nprint(f(2))\n# done')).toBe('    return 1');
  expect(cutCompletion('    return 1\n@decorator')).toBe('    return 1');
  expect(cutCompletion('    return 1')).toBe('    return 1');
  expect(cutCompletion('    return 1\nEND more', ['END'])).toBe('    return 1\n');
});

it('leaves a prefix of the raw text with no stop string in it, and cuts only once', () => {
  const pieces = fc.array(
    fc.constantFrom('    x = 1', '\n', 'def f', '# c', '@d', 'print', 'if x', 'class A', ' '),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const raw = parts.join('');
      const cut = cutCompletion(raw);
      expect(raw.startsWith(cut)).toBe(true);
      for (const stop of stopStrings) expect(cut.includes(stop)).toBe(false);
      expect(cutCompletion(cut)).toBe(cut);
    }),
  );
});

it("puts a program together as the benchmark's own harness does", () => {
  const problem = {
    kind: 'function',
    taskId: 'T/0',
    prompt: 'def one():\n',
    entryPoint: 'one',
    canonicalSolution: '    return 1\n',
    test: 'def check(candidate):\n    assert candidate() == 1\n',
  } as const;
  expect(programText(problem, referenceCompletion(problem))).toBe(
    'def one():\n    return 1\n\ndef check(candidate):\n    assert candidate() == 1\n\ncheck(one)',
  );
  const asserts = {
    kind: 'asserts',
    taskId: '1',
    text: '',
    code: 'x = 1',
    setup: 'import math',
    asserts: ['assert x', 'assert x == 1'],
  } as const;
  expect(programText(asserts, referenceCompletion(asserts))).toBe(
    'import math\nx = 1\nassert x\nassert x == 1',
  );
});
