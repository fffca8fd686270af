/** The thread behind a `Lane`: opens models and runs them, one task after the other. */
import ort from 'onnxruntime-node';
import { parentPort } from 'node:worker_threads';
import type { LaneAnswer, LaneTask, LaneTensor } from './lane-protocol.ts';
import { openSession, type ModelSession, type NamedTensors } from './session.ts';

const sessions = new Map<number, ModelSession>();

parentPort!.on('message', ({ task, what }: LaneTask) => {
  const answer = (failed: string | null): void => {
    parentPort!.postMessage({ task, failed } satisfies LaneAnswer);
  };
  perform(task, what).then(
    () => {
      answer(null);
    },
    (error: unknown) => {
      answer(error instanceof Error ? error.message : String(error));
    },
  );
});

async function perform(task: number, what: LaneTask['what']): Promise<void> {
  if (what.kind === 'open') {
    sessions.set(task, await openSession(what.bytes, what.unreturned, what.options));
  } else if (what.kind === 'run') {
    await sessions.get(what.session)!.run(tensors(what.feeds), tensors(what.results));
  } else {
    await sessions.get(what.session)!.close();
    sessions.delete(what.session);
  }
}

function tensors(views: Readonly<Record<string, LaneTensor>>): NamedTensors {
  return Object.fromEntries(
    Object.entries(views).map(([name, { type, data, dims }]) => [
      name,
      new ort.Tensor(type, data as Float32Array & Int32Array & Uint8Array, dims),
    ]),
  );
}
