/** A process that trains: argv[2] is the request as JSON. It tells its parent of every checkpoint. */
import { trainRun } from '../../../main/node/training/train-run.ts';
import type { TrainRequest } from '../../../main/node/training/train-request.ts';

const request = JSON.parse(process.argv[2]!) as TrainRequest;
const report = await trainRun(request, {
  onCheckpoint: (path) => process.send?.({ checkpoint: path }),
});
process.send?.({ done: report.checkpoint });
process.disconnect();
