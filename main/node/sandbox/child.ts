/*
 * Entry point of one Python process. It is started by `python-process.ts` with permission flags, an empty
 * environment and an empty working folder, and speaks `protocol.ts` over the IPC channel. Its standard input is
 * the bridge between an interpreter and its checker.
 * Arguments: the Pyodide folder, then `interpret [snapshot [code]]`, `check [snapshot [code]]`, `make <snapshot>` or
 * `compile <snapshot> <code>`.
 */
import { writeChecked } from './checked-file.ts';
import { Checker } from './checker.ts';
import { silenceFinalizers } from './closed-scope.ts';
import { forgetNatives, withCode } from './compiled-code.ts';
import { descriptorChannel } from './descriptor-channel.ts';
import { Interpreter } from './interpreter.ts';
import { installCode, loadPython } from './load-python.ts';
import { answerConstantsOnly, closeGlobals, guardModules, withholdStdin } from './lockdown.ts';
import type { CompileRequest, Reply, Request } from './protocol.ts';
import { pyodideFolder } from './pyodide-folder.ts';
import { warmCode } from './warm-code.ts';

const [, , folder = '', task = '', snapshot = '', code = ''] = process.argv;
const send = process.send?.bind(process) as ((reply: Reply, sent?: () => void) => void) | undefined;
if (!send) throw new Error('The sandbox process must be started by its host.');
// `process.exit` would look for this again after it has been closed.
const exit = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process);
const on = process.on.bind(process);
const complain = process.stderr.write.bind(process.stderr);
// Node's own report of an error quotes Pyodide's source, a megabyte on one line.
on('uncaughtException', (error: Error) => {
  complain(`\n${error.name}: ${error.message}\n`, () => exit(1));
});

// Python would otherwise find this program's place in the file system among its variables.
process.argv = ['node', 'python'];

guardModules();
answerConstantsOnly();
silenceFinalizers();
withholdStdin();

if (task === 'make') {
  const { python } = await loadPython({ ...(await pyodideFolder(folder, null)), making: true });
  const bytes = (python as unknown as { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
  writeChecked(snapshot, bytes);
  send({ kind: 'made' }, () => exit(0));
} else if (task === 'compile') {
  on('disconnect', () => exit(0));
  on('message', (request: CompileRequest) => {
    void warmCode(folder, snapshot, request).then((bytes) => {
      writeChecked(code, bytes);
      send({ kind: 'made' }, () => exit(0));
    });
  });
  send({ kind: 'ready' });
} else {
  const loaded = await loadPython({
    ...(await pyodideFolder(folder, snapshot === '' ? null : snapshot)),
    making: false,
    ...(code === '' ? {} : { precompiled: (wire: Uint8Array) => withCode(wire, code) }),
  });
  forgetNatives();
  const bridge = descriptorChannel(0);
  const functions = installCode(loaded);
  closeGlobals();
  on('disconnect', () => exit(0));
  if (task === 'check') {
    const checker = new Checker(loaded, functions, bridge);
    on('message', (request: Request) => {
      if (request.kind === 'check') send(checker.check(request));
    });
  } else {
    const interpreter = new Interpreter(loaded, functions);
    on('message', (request: Request) => {
      if (request.kind === 'run') send(interpreter.run(request));
      else if (request.kind === 'serve') send(interpreter.serve(request, bridge));
    });
  }
  send({ kind: 'ready' });
}
