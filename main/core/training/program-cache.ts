import type { Program } from '../program/program.ts';
import type { Engine, Executable } from './engine.ts';

/** Programs of one engine, each compiled when it is first asked for and then kept. */
export class ProgramCache {
  private readonly engine: Engine;
  private readonly executables = new Map<string, Promise<Executable>>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The executable of `build()`, on a lane of the engine if one is given; `key` must name everything that decides what is built. */
  get(key: string, build: () => Program, lane?: number): Promise<Executable> {
    const place = lane === undefined ? key : `${key} lane ${String(lane)}`;
    let executable = this.executables.get(place);
    if (executable === undefined) {
      executable = this.engine.compile(build(), lane === undefined ? {} : { lane });
      this.executables.set(place, executable);
    }
    return executable;
  }

  async dispose(): Promise<void> {
    const executables = await Promise.allSettled(this.executables.values());
    this.executables.clear();
    for (const settled of executables) if (settled.status === 'fulfilled') await settled.value.dispose();
  }
}
