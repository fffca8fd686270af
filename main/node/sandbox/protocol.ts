import { z } from 'zod';
import type { SandboxLimits } from '../../core/evaluation/sandbox.ts';

/** What can become of a program inside of its process; only the host knows of `unavailable`. */
export type VerdictName = (typeof verdictNames)[number];
const verdictNames = [
  'passed',
  'wrong-answer',
  'exception',
  'syntax-error',
  'timeout',
  'memory',
  'output-limit',
  'interpreter-died',
] as const;

type Asked = SandboxLimits & {
  /** Fresh for every program and never visible to the program; an answer without it is refused. */
  readonly nonce: string;
};

/** Asks an interpreter to run one program as it stands. */
export type RunRequest = Asked & { readonly kind: 'run'; readonly source: string };

/** Asks an interpreter to answer its checker for one trial, over the bridge between them. */
export type ServeRequest = Asked & { readonly kind: 'serve' };

/** Asks a checker for the verdict on a solution. `checker` is a `CheckerText` in JSON. */
export type CheckRequest = Asked & {
  readonly kind: 'check';
  readonly solution: string;
  readonly checker: string;
};

export type Request = RunRequest | ServeRequest | CheckRequest;

/** Asks a process to judge these trials, which the lab wrote, and to keep the code that V8 makes of it. */
export type CompileRequest = {
  readonly kind: 'compile';
  readonly nonce: string;
  readonly limits: SandboxLimits;
  readonly trials: readonly { readonly solution: string; readonly checker: string }[];
};

const ended = {
  nonce: z.string().max(64),
  stdout: z.string().max(64 * 1024 * 1024),
  /** Whether the process can take another program. */
  reusable: z.boolean(),
};

/**
 * What a process may answer. It is parsed as outside input: a program that broke out of Python could
 * write here, and must gain nothing but its own failure.
 */
export const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** The file that was asked for is there. */
  z.object({ kind: z.literal('made') }),
  z.object({
    kind: z.literal('result'),
    ...ended,
    verdict: z.enum(verdictNames),
    /** JSON that `verdict.ts` reads, or a plain sentence. */
    said: z.string().max(20_000),
    elapsedMs: z.number().nonnegative(),
  }),
  z.object({
    kind: z.literal('served'),
    ...ended,
    /** How the solution's process was ended, where that was not by the end of its trial; native interpreters say it here. */
    ended: z.object({ verdict: z.enum(verdictNames), said: z.string().max(20_000) }).optional(),
  }),
]);

export type Reply = z.infer<typeof reply>;
export type RunReply = Extract<Reply, { kind: 'result' }>;
export type CheckReply = RunReply;
export type ServedReply = Extract<Reply, { kind: 'served' }>;
