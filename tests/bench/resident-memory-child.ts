/** A process that takes a few training steps (argv[2]: a MemoryCase as JSON) and prints what memory that took. */
import { seededRandom } from '../../main/core/training/random.ts';
import { CompiledSteps } from '../../main/core/training/compiled-steps.ts';
import { rowsPerStep } from '../../main/core/training/step-shape.ts';
import { freshParameters } from '../../main/core/model/parameters.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';
import type { MemoryCase, ResidentMemory } from './resident-memory.ts';

const { config, shape, steps: count } = JSON.parse(process.argv[2]!) as MemoryCase;
const engine = new OnnxRuntimeEngine();
const steps = new CompiledSteps(engine, config);
const random = seededRandom(1);
const tokens = (rows: number): Int32Array =>
  Int32Array.from({ length: rows * (shape.context + 1) }, () => random.below(config.vocabulary));
const startedBytes = process.memoryUsage.rss();
await steps.load(freshParameters(config, random));
let seconds = 0;
let loss = NaN;
for (let step = 1; step <= count; step++) {
  const start = performance.now();
  ({ loss } = await steps.step(
    { ...shape, weightDecay: 0.1, clipNorm: 1 },
    tokens(rowsPerStep(shape)),
    1e-4,
    step,
  ));
  seconds = (performance.now() - start) / 1000;
}
await steps.heldOutLoss(shape, [tokens(shape.batch)]);
const { maxRSS } = process.resourceUsage();
const result: ResidentMemory = { startedBytes, peakBytes: maxRSS * 1024, seconds, loss };
process.stdout.write(JSON.stringify(result));
