import { Failure } from '../../../core/failure.ts';
import type { BackendOptions, PreparedBackend, TfjsBackend } from './backend.ts';

type Use = {
  readonly prepared: Promise<PreparedBackend>;
  readonly threads: number | undefined;
  engines: number;
};

/**
 * tfjs has one registry of backends for the whole process. Engines of one name share its backend, which comes up with
 * the first of them and goes with the last; engines of different names each make theirs the current one before they
 * compute, which is why they never mix.
 */
const uses = new Map<string, Use>();

/** Brings a backend up, or joins those who use it already. Every call is matched by one of `leaveBackend`. */
export async function joinBackend(backend: TfjsBackend, options: BackendOptions): Promise<PreparedBackend> {
  const { registered } = backend;
  let use = uses.get(registered);
  if (use && options.threads !== undefined && options.threads !== use.threads) {
    throw new Failure(
      'engine-busy',
      `${backend.engine} already runs in this process with ${use.threads === undefined ? 'its own choice of' : String(use.threads)} threads; ` +
        'close that engine first, or use as many threads.',
    );
  }
  if (!use) {
    use = { prepared: backend.prepare(options), threads: options.threads, engines: 0 };
    uses.set(registered, use);
  }
  use.engines++;
  try {
    return await use.prepared;
  } catch (error) {
    if (uses.get(registered) === use) uses.delete(registered);
    throw error;
  }
}

/** Gives a backend up; the last to leave frees it with all its memory, and it can be brought up again. */
export function leaveBackend({ registered }: TfjsBackend, { tf, released }: PreparedBackend): void {
  const use = uses.get(registered);
  if (!use || --use.engines > 0) return;
  uses.delete(registered);
  const factory = tf.findBackendFactory(registered);
  tf.removeBackend(registered);
  tf.registerBackend(registered, factory);
  released?.();
}

/** Makes a backend the current one. Takes effect at once, because the backend has come up already. */
export function makeCurrent({ registered }: TfjsBackend, { tf }: PreparedBackend): void {
  if (tf.getBackend() === registered) return;
  void tf.setBackend(registered);
}
