import type { Program } from '../program/program.ts';
import type { Engine, Executable } from './engine.ts';

/** Programs of one engine, each compiled when it is first asked for and then kept. */
export class ProgramCache {
  private readonly engine: Engine;
  private readonly executables = new Map<string, Promise<Executable>>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The executable of `build()`; `key` must name everything that decides what that is. */
  get(key: string, build: () => Program): Promise<Executable> {
    let executable = this.executables.get(key);
    if (executable === undefined) {
      executable = this.engine.compile(build());
      this.executables.set(key, executable);
    }
    return executable;
  }

  async dispose(): Promise<void> {
    const executables = await Promise.allSettled(this.executables.values());
    this.executables.clear();
    for (const settled of executables) if (settled.status === 'fulfilled') await settled.value.dispose();
  }
}
