import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Isolation, SandboxLimits } from '../../core/evaluation/sandbox.ts';
import type { Launch } from './launch.ts';
import { PythonProcess } from './python-process.ts';
import type { PythonHost } from './running-python.ts';
import { findCode, findSnapshot } from './snapshot.ts';

/** Interpreters as processes of the pinned Node, or of the machine's own Python where `launch` says so. */
export async function openNodeHost(
  launch: Launch,
  memoryBytes: number,
  cacheFolder: string | null,
  usualLimits: SandboxLimits,
): Promise<PythonHost> {
  const cwd = mkdtempSync(join(tmpdir(), 'hornbook-sandbox-'));
  const snapshot =
    cacheFolder === null || launch.native !== null ? null : await findSnapshot(launch, cacheFolder, cwd);
  // V8 takes code only under the flags it was made with, and the memory limit is one.
  const usual = memoryBytes === usualLimits.memoryBytes;
  const code =
    cacheFolder === null || snapshot === null || !usual
      ? null
      : await findCode(launch, cacheFolder, cwd, snapshot, usualLimits);
  return nodeHost(launch, { snapshot, code, memoryBytes }, cwd);
}

/** `cwd` is an empty folder, which goes when the host is closed. */
export function nodeHost(
  launch: Launch,
  task: { readonly snapshot: string | null; readonly code: string | null; readonly memoryBytes: number },
  cwd: string,
): PythonHost {
  return {
    isolation: isolationOf(launch),
    isolationNote: launch.isolationNote,
    ...(launch.native === null ? {} : { nativePython: launch.native.version }),
    clock: 'processor',
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
