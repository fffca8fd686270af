/** Trains nano for as many steps as it is told and prints the resident bytes after each, as a JSON list. */
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';
import { startTraining } from '../../main/node/bench/training-loop.ts';

const engine = new OnnxRuntimeEngine();
const training = await startTraining(engine, 'nano', { batch: 2, context: 128 });
const resident: number[] = [];
for (let step = 0; step < Number(process.argv[2]); step++) {
  await training.step();
  resident.push(process.memoryUsage.rss());
}
await training.stop();
await engine.close();
process.stdout.write(JSON.stringify(resident));
