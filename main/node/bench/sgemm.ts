import { Builder } from '../../core/program/builder.ts';
import { matmulFlops } from '../../core/program/flops.ts';
import type { Engine, Tensor } from '../../core/training/engine.ts';
import { seededRandom } from '../../core/training/random.ts';
import { timed } from './timing.ts';

/** What plain matrix products reach on an engine: the yardstick of everything that consists of them. */
export type Sgemm = {
  /** GFLOP/s of one run, about 17 GFLOP long. */
  readonly run: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** A chain of 64 products of 512³ in one program, so that starting a run weighs nothing. */
export async function startSgemm(engine: Engine): Promise<Sgemm> {
  const size = 512;
  const b = new Builder('sgemm');
  const [left, right] = [b.input('left', 'f32', [size, size]), b.input('right', 'f32', [size, size])];
  let product = left;
  for (let link = 0; link < 64; link++) product = b.matmul(product, right);
  const program = b.build({ product });
  const executable = await engine.compile(program);
  // Entries of variance 1/512 keep the products of the chain at the size of its start.
  const random = seededRandom(1);
  const matrix = (): Tensor =>
    engine.put(
      Float32Array.from({ length: size * size }, () => random.normal() / Math.sqrt(size)),
      [size, size],
      'f32',
    );
  const inputs = [matrix(), matrix()];
  const once = async (): Promise<void> => {
    engine.free(await executable.run(inputs));
  };
  await once();
  return {
    run: async () => matmulFlops(program) / (await timed(once)) / 1e6,
    stop: async () => {
      engine.free(inputs);
      await executable.dispose();
    },
  };
}
