import { writeSync } from 'node:fs';
import { Failure } from '../../../core/failure.ts';
import { engineNamed, openEngine } from '../open-engine.ts';
import { RESULT_FD, type ChildResult } from './protocol.ts';
import { measureTraining } from './training-speed.ts';

/** Tries one engine, in this process and no other: a native library that crashes takes only the attempt with it. */
async function tryEngine(name: string): Promise<ChildResult> {
  try {
    const engine = await openEngine(engineNamed(name));
    const speed = await measureTraining(engine, () => performance.now());
    return { state: 'measured', description: engine.description, speed };
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { state: 'failed', code: error instanceof Failure ? error.code : 'engine-failed', message };
  }
}

writeSync(RESULT_FD, JSON.stringify(await tryEngine(process.argv[2] ?? '')));
// Some native libraries keep threads that would keep the process.
process.exit(0);
