import type { Interrupt } from './interrupt.ts';
import type { ProgressLine } from './progress-line.ts';

/** What every command gets besides its own arguments. */
export type Context = {
  readonly progress: ProgressLine;
  /** Set up at first use: a command that cannot stop halfway is ended by the system's own Ctrl-C. */
  interrupt(): Interrupt;
};

/** Options that all commands share. */
export type CommonOptions = { readonly json?: boolean };
