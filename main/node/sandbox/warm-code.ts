import type { Channel } from './channel.ts';
import { Checker } from './checker.ts';
import { codeOf, compileAsUsual, compileEagerly } from './compiled-code.ts';
import { Interpreter, type HeldSolution } from './interpreter.ts';
import { installCode, loadPython } from './load-python.ts';
import type { CompileRequest } from './protocol.ts';
import { pyodideFolder } from './pyodide-folder.ts';

/**
 * The machine code of CPython, compiled while it judges trials that the lab itself wrote: code that came to be while a
 * stranger's program ran would be that stranger's to shape. Both sides of the trials run in this one process.
 */
export async function warmCode(
  folder: string,
  snapshot: string,
  request: CompileRequest,
): Promise<Uint8Array> {
  compileEagerly();
  const start = { ...(await pyodideFolder(folder, snapshot)), making: false };
  const loaded = await loadPython(start);
  const interpreter = new Interpreter(loaded, installCode(loaded));
  const tests = await loadPython(start);
  let held: HeldSolution | null = null;
  let answer: Uint8Array | null = null;
  const channel: Channel = {
    send(message) {
      if (message.length > 0) answer = held!.answer(message);
      return true;
    },
    receive: () => answer,
  };
  const checker = new Checker(tests, installCode(tests), channel);
  for (const { solution, checker: text } of request.trials) {
    const asked = { nonce: request.nonce, ...request.limits };
    held = interpreter.hold({ kind: 'serve', ...asked });
    checker.check({ kind: 'check', solution, checker: text, ...asked });
    held.end();
  }
  compileAsUsual();
  return codeOf(loaded.compiled);
}
