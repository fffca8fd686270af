import { Failure } from '../../../../core/failure.ts';

/**
 * Runs an import of an engine's package. A package that is not there, or whose native part does not load, becomes a
 * Failure that says which engine is missing and what to do about it.
 */
export async function loadPackage<T>(engine: string, load: () => Promise<T>, remedy: string): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause);
    throw new Failure('engine-missing', `${engine} is not available here (${reason}); ${remedy}.`, { cause });
  }
}
