import type { CheckerText, Sandbox, SandboxResult } from '../../../../main/core/evaluation/sandbox.ts';
import type { Attack } from './attack.ts';

const wrong = 'def answer(n):\n    return n - 1\n';

/** The tests that every attack faces: right is n + 1. */
const attacked: CheckerText = {
  prelude: '',
  tests: `
def check(candidate):
    expected = 2
    assert candidate(1) == expected
    assert candidate(5) == 6 and isinstance(candidate(7), int)
    assert candidate(10**30) - 1 == 10**30
check(answer)
`,
  names: ['answer'],
  reference: '',
};

/** An honest solution that looks at its own interpreter, and tests that look at theirs. */
const canary = {
  solution: `
import builtins, gc, json, math, os, sys, threading
def answer(n):
    assert [str(1), type(1), isinstance(1, int), len([1]), abs(-1)] == ['1', int, True, 1, 1]
    assert math.pi > 3 and json.dumps([1]) == '[1]' and sys.gettrace() is None and sys.getprofile() is None
    assert sys.getrecursionlimit() <= 1000 and os.listdir('/tmp') == [] and threading.active_count() == 1
    assert not any('decoy' in str(v) for v in os.environ.values()) and gc.isenabled() and not gc.callbacks
    return n + 1
print(sum(range(10)))
`,
  checker: {
    prelude: '',
    tests: `
import builtins
def check(candidate):
    assert [candidate(n) for n in range(5)] == [1, 2, 3, 4, 5]
    assert len([1]) == 1 and abs(-1) == 1 and AssertionError.__name__ == 'AssertionError'
    assert not hasattr(builtins, 'answer') and not hasattr(builtins, 'check')
check(answer)
`,
    names: ['answer'],
    reference: '',
  } satisfies CheckerText,
};

export type Outcome = {
  readonly name: string;
  readonly verdict: SandboxResult['verdict'];
  /** What became of the honest programs that followed on the same interpreter, or on the one that replaced it. */
  readonly canary: string;
  readonly said: string;
};

/**
 * Runs attacks one after the other in `lanes` sandboxes of one worker each, and after every one an honest program,
 * so that whatever an attack leaves behind meets the program that comes next.
 */
export async function besiege(
  open: () => Promise<Sandbox>,
  attacks: readonly Attack[],
  lanes: number,
): Promise<Outcome[]> {
  const waiting = [...attacks];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    const sandbox = await open();
    try {
      for (let attack = waiting.shift(); attack; attack = waiting.shift()) {
        const result = await sandbox.check({ solution: wrong + attack.source, checker: attacked });
        // The checker keeps its state among the samples of one problem: what follows must be judged by what it is.
        const limits = { timeMs: 5000 };
        const right = 'def answer(n):\n    return n + 1\n';
        const good = await sandbox.check({ solution: right, checker: attacked, limits });
        const bad = await sandbox.check({ solution: wrong, checker: attacked, limits });
        const same = good.verdict === 'passed' && bad.verdict === 'wrong-answer';
        // An honest program is not in a hurry: the machine may be busy.
        const next = await sandbox.check({ ...canary, limits });
        const fine = same && next.verdict === 'passed' && next.stdout === '45\n';
        outcomes.push({
          name: attack.name,
          verdict: result.verdict,
          canary: fine ? 'passed' : JSON.stringify([good, bad, next]),
          said: JSON.stringify(result),
        });
      }
    } finally {
      await sandbox.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}
