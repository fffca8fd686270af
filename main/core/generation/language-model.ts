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

type OwnWeights = { readonly own: readonly Tensor[] };
/** The present weights of someone else, as of a training: asked for with every run, and never freed here. */
export type BorrowedWeights = { readonly borrow: () => readonly Tensor[] };

/** A model whose weights live with an engine, and the programs that were compiled for it. */
export class LanguageModel {
  readonly engine: Engine;
  readonly config: ModelConfig;
  private readonly weights: OwnWeights | BorrowedWeights;
  private readonly programs = new Map<string, Promise<Executable>>();

  /** Weights in the order of `parameterSpecs(config)`: values to put into the engine, or what lies there already. */
  constructor(engine: Engine, config: ModelConfig, weights: readonly Float32Array[] | BorrowedWeights) {
    this.engine = engine;
    this.config = config;
    this.weights =
      'borrow' in weights
        ? weights
        : {
            own: parameterSpecs(config).map(({ shape }, index) => engine.put(weights[index]!, shape, 'f32')),
          };
  }

  get parameters(): readonly Tensor[] {
    return 'own' in this.weights ? this.weights.own : this.weights.borrow();
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

  /** Frees programs and weights of its own; the engine stays open. */
  async dispose(): Promise<void> {
    if ('own' in this.weights) this.engine.free(this.weights.own);
    const programs = await Promise.allSettled(this.programs.values());
    this.programs.clear();
    for (const settled of programs) if (settled.status === 'fulfilled') await settled.value.dispose();
  }
}
