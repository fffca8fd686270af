import ort from 'onnxruntime-node';

export type SessionOptions = {
  /** Threads of one operation. */
  readonly threads: number;
  /** How long a waiting thread spins before it sleeps, microseconds. */
  readonly spinMicroseconds: number;
  /** Where to write onnxruntime's own profile when the session closes. */
  readonly profilePrefix?: string | undefined;
};

export type NamedTensors = Readonly<Record<string, ort.Tensor>>;

/** A model that is ready to run in one thread of JavaScript or another. */
export interface ModelSession {
  /** Computes `results` from `feeds`, where they lie. */
  run(feeds: NamedTensors, results: NamedTensors): Promise<void>;
  close(): Promise<void>;
}

/** Loads a model of `lowerToOnnx` for the CPU; `unreturned` is its first result. */
export async function openSession(
  bytes: Uint8Array,
  unreturned: string,
  { threads, spinMicroseconds, profilePrefix }: SessionOptions,
): Promise<ModelSession> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // A planned block would stand beside the arena that the first run has already grown: a third more memory.
    enableMemPattern: false,
    logSeverityLevel: 3,
    ...(profilePrefix ? { enableProfiling: true, profileFilePrefix: profilePrefix } : {}),
    extra: {
      session: {
        // Second moments fade into denormals, which processors add a hundred times slower than zeros.
        set_denormal_as_zero: '1',
        // A thread that waits spins this long and then sleeps. The default, to spin on, starves the thread that is
        // waited for when another process wants a core: on a loaded machine steps took half as long again.
        'intra_op.spin_duration_us': String(spinMicroseconds),
      },
    },
  });
  return {
    run: async (feeds, results) => {
      await session.run(feeds, { [unreturned]: null, ...results }).catch((error: unknown) => {
        if (!stoppedBeforeCopying(error)) throw error;
      });
    },
    close: async () => {
      session.endProfiling();
      await session.release();
    },
  };
}

/**
 * Results lie in the buffers that the run was given, yet the binding copies every one of them to new memory: for a
 * training step three times the model's parameters. The sequence that it is asked for first ends the call with this
 * error, after the run and before any copy (see `LoweredModel`). Should a later binding return it, nothing is lost.
 */
function stoppedBeforeCopying(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Non tensor type is temporarily not supported');
}
