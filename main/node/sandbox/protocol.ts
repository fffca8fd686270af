import { z } from 'zod';

/** What the host asks of one interpreter process, one at a time. */
export type RunRequest = {
  readonly kind: 'run';
  /** Fresh for every program and never visible to Python; an answer without it is refused. */
  readonly nonce: string;
  readonly source: string;
  readonly timeMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
};

/**
 * What a process may answer. It is parsed as outside input: a program that broke out of Python could
 * write here, and must gain nothing but its own failure.
 */
export const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('snapshot') }),
  z.object({
    kind: z.literal('result'),
    nonce: z.string().max(64),
    verdict: z.enum([
      'passed',
      'wrong-answer',
      'exception',
      'syntax-error',
      'timeout',
      'memory',
      'output-limit',
      'interpreter-died',
    ]),
    detail: z.string().max(4000),
    stdout: z.string().max(64 * 1024 * 1024),
    elapsedMs: z.number().nonnegative(),
    /** Whether the interpreter can take another program after its heap was restored. */
    reusable: z.boolean(),
  }),
]);

export type Reply = z.infer<typeof reply>;
export type RunReply = Extract<Reply, { kind: 'result' }>;
