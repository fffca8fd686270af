import type { SessionOptions } from './session.ts';

/** A tensor in shared memory. */
export type LaneTensor = {
  readonly type: 'float32' | 'int32' | 'bool';
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly dims: readonly number[];
};

/** What a lane is asked to do. A session is named by the task that opened it. */
export type LaneTask = {
  readonly task: number;
  readonly what:
    | {
        readonly kind: 'open';
        readonly bytes: Uint8Array;
        readonly unreturned: string;
        readonly options: SessionOptions;
      }
    | {
        readonly kind: 'run';
        readonly session: number;
        readonly feeds: Readonly<Record<string, LaneTensor>>;
        readonly results: Readonly<Record<string, LaneTensor>>;
      }
    | { readonly kind: 'close'; readonly session: number };
};

/** That a task is done, or why it could not be. */
export type LaneAnswer = { readonly task: number; readonly failed: string | null };
