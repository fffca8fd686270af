import type { NativeIsolation } from '../../../preload/contract/evaluations.ts';
import type { IsolationChoice } from '../../core/evaluation/sandbox.ts';
import type { PythonPages } from '../../node/sandbox/chromium/python-pages.ts';
import { findLaunch } from '../../node/sandbox/launch.ts';
import { errorView } from '../errors.ts';

let strongest: Promise<string> | null = null;

/** The isolation that programs of models are run in on this machine; it is found out once. */
export function isolationInForce(pages: PythonPages | null): Promise<string> {
  return (strongest ??= findIsolation(pages));
}

async function findIsolation(pages: PythonPages | null): Promise<string> {
  try {
    const page = await pages?.open('interpret');
    page?.close();
    if (page !== undefined) return 'chromium';
  } catch {
    // A process of Node's takes its place, as it does for every program.
  }
  try {
    return findLaunch().bubblewrap === null ? 'permission' : 'bubblewrap+permission';
  } catch {
    return 'none: the sandbox cannot start';
  }
}

let native: NativeIsolation | null = null;

/** Whether answers can run in this machine's own Python. Only a yes is remembered: a person may install what is missing. */
export function nativeIsolation(): NativeIsolation {
  if (native !== null) return native;
  try {
    const { version } = findLaunch({ native: true }).native!;
    native = { available: true, python: version };
    return native;
  } catch (error) {
    return { available: false, why: errorView(error).message };
  }
}

/**
 * Finds out before a model is loaded for it.
 *
 * @throws Failure `native-python-unavailable`.
 */
export function assertIsolation(choice: IsolationChoice | undefined): void {
  if (choice === 'native') findLaunch({ native: true });
}
