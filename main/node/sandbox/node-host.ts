import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Isolation } from '../../core/evaluation/sandbox.ts';
import type { Launch } from './launch.ts';
import { PythonProcess } from './python-process.ts';
import type { PythonHost } from './running-python.ts';
import { findSnapshot } from './snapshot.ts';

/** Interpreters as processes of the pinned Node, or of the machine's own Python where `launch` says so. */
export async function openNodeHost(
  launch: Launch,
  memoryBytes: number,
  cacheFolder: string | null,
): Promise<PythonHost> {
  const cwd = mkdtempSync(join(tmpdir(), 'hornbook-sandbox-'));
  const snapshot =
    cacheFolder === null || launch.native !== null ? null : await findSnapshot(launch, cacheFolder, cwd);
  return nodeHost(launch, { snapshot, memoryBytes }, cwd);
}

/** `cwd` is an empty folder, which goes when the host is closed. */
export function nodeHost(
  launch: Launch,
  task: { readonly snapshot: string | null; readonly memoryBytes: number },
  cwd: string,
): PythonHost {
  return {
    isolation: isolationOf(launch),
    isolationNote: launch.isolationNote,
    // Its end of the bridge stays with the host, so that one interpreter can follow another.
    startChecker: () => new PythonProcess(launch, { kind: 'check', ...task }, cwd, 'pipe'),
    startInterpreter(checker) {
      const bridge = checker instanceof PythonProcess ? checker.bridge : null;
      return new PythonProcess(launch, { kind: 'interpret', ...task }, cwd, bridge ?? 'ignore');
    },
    close() {
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

function isolationOf({ bubblewrap, native }: Launch): Isolation {
  if (native !== null) return 'bubblewrap+native';
  return bubblewrap === null ? 'permission' : 'bubblewrap+permission';
}
