/**
 * The isolation in force. It is part of every result and is shown to the user. Strongest first: `bubblewrap+native`,
 * a CPython of the machine's own in namespaces and a filter of system calls, is only ever chosen by a person.
 */
export type Isolation = 'chromium' | 'bubblewrap+permission' | 'bubblewrap+native' | 'permission';

/** What a person can ask for: the strongest that works here, or the machine's own Python with its packages. */
export const ISOLATION_CHOICES = ['strongest', 'native'] as const;
export type IsolationChoice = (typeof ISOLATION_CHOICES)[number];

/**
 * Where the tests ran. `separate`: in an interpreter of their own, which the solution never enters, so the
 * solution cannot forge its verdict. `shared`: in the solution's interpreter, where a solution that sets out
 * to deceive can.
 */
export type Trust = 'separate' | 'shared';

/** The assertion that did not hold, with its values as Python writes them (long ones are cut). */
export type FailedAssertion = {
  /** The statement on one line. */
  readonly source: string;
  /** What was compared, where the assertion is a comparison. */
  readonly comparison: { readonly left: string; readonly operator: string; readonly right: string } | null;
  /** What the assertion asked to be true, where it is no comparison. */
  readonly value: string | null;
  /** The assertion's own message, or ''. */
  readonly message: string;
};

/** An exception that ended a program. */
export type RaisedException = {
  /** The class's name: `ZeroDivisionError`. */
  readonly type: string;
  readonly message: string;
  /** Line of the solution, from 1, prompt and completion together; null where it was raised outside of it. */
  readonly line: number | null;
};

/** What became of one program. `detail` says it in one line for a person; the rest says it for a program. */
export type Verdict =
  | { readonly verdict: 'passed' }
  | {
      readonly verdict: 'wrong-answer';
      readonly detail: string;
      readonly assertion: FailedAssertion | null;
    }
  | { readonly verdict: 'exception'; readonly detail: string; readonly raised: RaisedException | null }
  | { readonly verdict: 'syntax-error'; readonly detail: string; readonly line: number | null }
  | { readonly verdict: 'timeout'; readonly detail: string }
  | { readonly verdict: 'memory'; readonly detail: string }
  | { readonly verdict: 'output-limit'; readonly detail: string }
  | { readonly verdict: 'interpreter-died'; readonly detail: string }
  | { readonly verdict: 'unavailable'; readonly detail: string };

export type SandboxLimits = {
  /** Wall time of one program, milliseconds. */
  readonly timeMs: number;
  /** Python heap of one interpreter, bytes. */
  readonly memoryBytes: number;
  /** Standard output and error together, bytes. */
  readonly outputBytes: number;
};

/** A Python program to run from a fresh state, with nothing left over from the one before. */
export type SandboxProgram = {
  readonly source: string;
  readonly limits?: Partial<SandboxLimits>;
};

/** The trusted side of a trial: what a benchmark's author wrote. It never meets the solution in one interpreter. */
export type CheckerText = {
  /** Runs first: helpers that the tests use, imports. It may be a program that ends in an unfinished function. */
  readonly prelude: string;
  /** Runs last; the solution is right when it ends without an exception. */
  readonly tests: string;
  /**
   * Names of the solution that the tests call. Null: those that `reference` defines at its top level and the
   * tests use, or, without a reference, those that the tests use and nothing else defines.
   */
  readonly names: readonly string[] | null;
  readonly reference: string;
};

/** A solution that nobody has read, and the tests it has to pass. */
export type SandboxTrial = {
  readonly solution: string;
  readonly checker: CheckerText;
  readonly limits?: Partial<SandboxLimits>;
};

export type SandboxResult = Verdict & {
  readonly stdout: string;
  readonly elapsedMs: number;
};

/**
 * Runs Python that nobody has read. Adapters keep a warm pool; `run` and `check` may be called many times at
 * once and each call settles with a verdict: a bad program is a result, never a rejection.
 */
export interface Sandbox {
  readonly isolation: Isolation;
  /** Why the isolation is not stronger on this machine, in a sentence; absent where it is the strongest there is. */
  readonly isolationNote?: string;
  /** Version of the machine's own CPython, where programs run in that; absent in Pyodide. */
  readonly nativePython?: string;
  /** How many programs can run at the same time. */
  readonly workers: number;
  /** Runs a program as it stands. Tests inside of it share the solution's interpreter. */
  run(program: SandboxProgram): Promise<SandboxResult>;
  /** Runs tests against a solution, each in an interpreter of its own. */
  check(trial: SandboxTrial): Promise<SandboxResult>;
  close(): Promise<void>;
}
