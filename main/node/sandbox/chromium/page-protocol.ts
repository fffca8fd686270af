import { z } from 'zod';
import { reply, type Request } from '../protocol.ts';

/** What a page runs: programs, or their tests. A page keeps to one of the two for as long as it lives. */
export type PageRole = 'interpret' | 'check';

/** What the host says to a page. A page runs one Python after another; `life` numbers them. */
export type ToPage =
  | {
      readonly kind: 'start';
      readonly life: number;
      readonly task: PageRole | 'make';
      /** The file under `snapshot/` to start from; null starts from nothing. */
      readonly snapshot: string | null;
      /** Whether a checker will be joined to it; it is not ready before that. */
      readonly joined: boolean;
      readonly memoryBytes: number;
    }
  | { readonly kind: 'ask'; readonly life: number; readonly request: Request }
  | { readonly kind: 'end'; readonly life: number };

/** Bytes of a saved start-up, at most: its heap as it was, which is what takes the room. */
const maxSnapshotBytes = 256 * 1024 * 1024;

/**
 * What a page may say. It is parsed as outside input: a program that broke out of Python could write here, and must
 * gain nothing but its own failure.
 */
export const fromPage = z.object({
  life: z.number().int(),
  said: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('reply'), reply }),
    /** Why Python did not start. */
    z.object({ kind: z.literal('complaint'), text: z.string().max(4000) }),
    /** The Python of this life is gone, and another can be started. */
    z.object({ kind: z.literal('ended') }),
    z.object({
      kind: z.literal('made'),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= maxSnapshotBytes),
    }),
  ]),
});

export type FromPage = z.infer<typeof fromPage>;

/** What the page says to a worker first. */
export type WorkerStart = {
  readonly kind: 'start';
  readonly task: PageRole | 'make';
  /** Pyodide's WebAssembly, compiled, with the most memory that it may take written into it. */
  readonly module: object;
  readonly library: ArrayBuffer;
  readonly lock: { readonly info: unknown };
  readonly snapshot: ArrayBuffer | null;
  readonly joined: boolean;
  /** Where a checker gets its answers; null for an interpreter. */
  readonly answers: SharedArrayBuffer | null;
};

/** What a worker says to its page beside replies. */
export type FromWorker =
  | { readonly kind: 'reply'; readonly reply: unknown }
  | { readonly kind: 'complaint'; readonly text: string }
  | { readonly kind: 'made'; readonly bytes: Uint8Array }
  /** A checker's request to its interpreter. */
  | { readonly kind: 'bridge'; readonly message: Uint8Array };
