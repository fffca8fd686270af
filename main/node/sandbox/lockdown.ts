import { registerHooks } from 'node:module';
import { constants } from 'node:fs';
import { closeScope } from './closed-scope.ts';

/*
 * Everything here runs inside the interpreter process before any program does. Permission flags close
 * files, processes, threads and add-ons; this closes what they leave open: the network, signals and the
 * JavaScript objects that lead back to Node.
 */

/** Modules that Pyodide imports at start-up but that no program may ever hold. */
const withheld = new Set(['ws', 'node:child_process', 'child_process']);
const emptyModule = 'data:text/javascript,export default {}';
const opened = { modules: true };

/** Answers imports of process and network modules with nothing; after `closeModules`, refuses every import. */
export function guardModules(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (!opened.modules) throw new Error('Imports are closed in the sandbox.');
      return withheld.has(specifier) ? { url: emptyModule, shortCircuit: true } : next(specifier, context);
    },
  });
}

type Loose = Record<string, unknown>;

/**
 * Emscripten's NODEFS reads the open(2) flags through `process.binding('constants')` as it starts, which
 * `--permission` denies. This gives it those numbers and nothing else.
 */
export function answerConstantsOnly(): void {
  (process as unknown as Loose)['binding'] = (name: string) => {
    if (name !== 'constants') throw new Error(`process.binding('${name}') is closed in the sandbox.`);
    return { fs: constants };
  };
}

/**
 * Standard input is the bridge. Pyodide looks at `process.stdin` as it starts, and Node would then make a stream
 * of it that no longer blocks; nothing else may touch it at all.
 */
export function withholdStdin(): void {
  Object.defineProperty(process, 'stdin', { value: Object.freeze({ fd: -1 }), configurable: true });
}

/** Takes away Node's powers from every object that JavaScript reached from Python could hold. */
export function closeGlobals(): void {
  const closed = (name: string) => () => {
    throw new Error(`process.${name} is closed in the sandbox.`);
  };
  const real = process as unknown as Loose;
  for (const name of (
    'kill _kill dlopen binding _linkedBinding getBuiltinModule abort reallyExit _debugProcess _debugEnd _startProfilerIdleNotifier ' +
    'chdir umask setuid setgid seteuid setegid setgroups initgroups loadEnvFile openStdin execve cpuUsage ' +
    '_getActiveHandles _getActiveRequests setSourceMapsEnabled addUncaughtExceptionCaptureCallback'
  ).split(' ')) {
    if (name in real)
      Object.defineProperty(real, name, { value: closed(name), writable: false, configurable: false });
  }
  for (const name of ['report', 'env', 'mainModule']) {
    Object.defineProperty(real, name, { value: Object.freeze({}), writable: false, configurable: false });
  }
  const stand: Loose = Object.create(null) as Loose;
  stand['platform'] = process.platform;
  stand['exitCode'] = 0;
  stand['versions'] = Object.freeze({ node: process.versions.node });
  Object.seal(stand);
  closeScope();
  Object.defineProperty(globalThis, 'process', { value: stand, writable: false, configurable: false });
  opened.modules = false;
}
