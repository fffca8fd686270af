import type { ModelConfig } from '../model/config.ts';
import { parameterSpecs } from '../model/parameters.ts';
import type { Program } from '../program/program.ts';
import type { Engine, Executable, Tensor } from '../training/engine.ts';
import { buildForward } from './programs.ts';

const SHORTEST_PROGRAM = 32;

/** Time extent of the program that reads this many tokens: a multiple of 32, or of a sixteenth of the next power of 2. */
export function paddedTime(tokens: number, context: number): number {
  const step = Math.max(SHORTEST_PROGRAM, 2 ** Math.ceil(Math.log2(tokens)) / 16);
  return Math.min(Math.ceil(tokens / step) * step, context);
}

/** A model whose weights live with an engine, and the programs that were compiled for it. */
export class LanguageModel {
  readonly engine: Engine;
  readonly config: ModelConfig;
  readonly parameters: readonly Tensor[];
  private readonly programs = new Map<string, Promise<Executable>>();

  /** `weights` in the order of `parameterSpecs(config)`. */
  constructor(engine: Engine, config: ModelConfig, weights: readonly Float32Array[]) {
    this.engine = engine;
    this.config = config;
    this.parameters = parameterSpecs(config).map(({ shape }, index) =>
      engine.put(weights[index]!, shape, 'f32'),
    );
  }

  /** The program of this name, compiled the first time it is asked for. */
  compiled(name: string, build: () => Program): Promise<Executable> {
    let executable = this.programs.get(name);
    if (executable === undefined) {
      executable = this.engine.compile(build());
      this.programs.set(name, executable);
    }
    return executable;
  }

  /** Logits [T, V] after each of `tokens` [T]: what the model expects next at every place. */
  async logits(tokens: readonly number[]): Promise<Float32Array> {
    const time = tokens.length;
    if (time < 1 || time > this.config.context) {
      throw new RangeError(
        `${String(time)} tokens do not fit the model's context of ${String(this.config.context)}.`,
      );
    }
    // Padding at the end changes nothing before it, and a few lengths of program serve every prompt.
    const padded = paddedTime(time, this.config.context);
    const forward = await this.compiled(`forward ${String(padded)}`, () =>
      buildForward(this.config, 1, padded),
    );
    const rows = new Int32Array(padded);
    rows.set(tokens);
    const input = this.engine.put(rows, [1, padded], 'i32');
    const [output] = await forward.run([...this.parameters, input]);
    const logits = ((await this.engine.read(output!)) as Float32Array).subarray(
      0,
      time * this.config.vocabulary,
    );
    this.engine.free([input, output!]);
    return logits;
  }

  /** Frees weights and programs; the engine stays open. */
  async dispose(): Promise<void> {
    this.engine.free(this.parameters);
    const programs = await Promise.allSettled(this.programs.values());
    this.programs.clear();
    for (const settled of programs) if (settled.status === 'fulfilled') await settled.value.dispose();
  }
}
