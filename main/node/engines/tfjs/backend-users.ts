import { Failure } from '../../../core/failure.ts';
import type { BackendOptions, PreparedBackend, TfjsBackend } from './backend.ts';

type Use = {
  readonly engine: string;
  readonly threads: number | undefined;
  readonly prepared: Promise<PreparedBackend>;
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
  const use = uses.get(registered) ?? bringUp(backend, options);
  requireShared(use, backend, options);
  use.engines++;
  try {
    return await use.prepared;
  } catch (error) {
    if (uses.get(registered) === use) uses.delete(registered);
    throw error;
  }
}

function bringUp(backend: TfjsBackend, options: BackendOptions): Use {
  const { engine, registered } = backend;
  const use: Use = { engine, threads: options.threads, prepared: backend.prepare(options), engines: 0 };
  uses.set(registered, use);
  return use;
}

function requireShared(use: Use, { engine }: TfjsBackend, { threads }: BackendOptions): void {
  if (use.engine !== engine) {
    throw new Failure(
      'engine-busy',
      `${use.engine} runs in this process already, and ${engine} computes through the same library; close that engine first.`,
    );
  }
  if (threads === undefined || threads === use.threads) return;
  const has = use.threads === undefined ? 'its own choice of' : String(use.threads);
  throw new Failure(
    'engine-busy',
    `${engine} runs in this process already, with ${has} threads; close that engine first, or ask for no number.`,
  );
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
