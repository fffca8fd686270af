import type { Isolation } from '../../core/evaluation/sandbox.ts';
import type { Reply, Request } from './protocol.ts';

/** One Python that runs somewhere: an interpreter for programs, or one for their tests. */
export type RunningPython = {
  /** Whether it came to take requests. */
  readonly ready: Promise<boolean>;
  readonly exited: Promise<void>;
  readonly alive: boolean;
  /** What it last said of why it would not start, for a person. */
  readonly complaint: string;
  /** Processor time that it has used, milliseconds; null where nobody says. */
  readonly cpuMs: number | null;
  /** Sends a request and gives its answer, or null when the Python ended first. */
  ask(request: Request): Promise<Reply | null>;
  kill(): void;
};

/** Where interpreters run: how they are started, connected and kept from everything else. */
export type PythonHost = {
  readonly isolation: Isolation;
  /** Why the isolation is not stronger, in a sentence; empty where it is the strongest. */
  readonly isolationNote: string;
  /** Version of the machine's own CPython, where programs run in that. */
  readonly nativePython?: string;
  /** The clock by which its Pythons stop a program: on the wall's it may have been kept waiting for a processor. */
  readonly clock: 'processor' | 'wall';
  startChecker(): RunningPython;
  /** An interpreter for programs. A checker, where one is given, can ask it; and one checker can outlive several. */
  startInterpreter(checker: RunningPython | null): RunningPython;
  /** Called when all that it started has ended. */
  close(): void;
};
