/** The isolation in force, strongest first. It is part of every result and is shown to the user. */
export type Isolation = 'chromium' | 'bubblewrap+permission' | 'permission';

/** What became of one program. */
export type Verdict =
  | { readonly verdict: 'passed' }
  | { readonly verdict: 'wrong-answer'; readonly detail: string }
  | { readonly verdict: 'exception'; readonly detail: string }
  | { readonly verdict: 'syntax-error'; readonly detail: string }
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

export type SandboxResult = Verdict & {
  readonly stdout: string;
  readonly elapsedMs: number;
};

/**
 * Runs Python that nobody has read. Adapters keep a warm pool; `run` may be called many times at once
 * and each call settles with a verdict: a bad program is a result, never a rejection.
 */
export interface Sandbox {
  readonly isolation: Isolation;
  /** How many programs can run at the same time. */
  readonly workers: number;
  run(program: SandboxProgram): Promise<SandboxResult>;
  close(): Promise<void>;
}
