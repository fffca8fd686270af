/** A process that trains (argv[2]: the request as JSON) and dies after step argv[3], with no chance to clean up. */
import { trainRun } from '../../../main/node/training/train-run.ts';
import type { TrainRequest } from '../../../main/node/training/train-request.ts';

const request = JSON.parse(process.argv[2]!) as TrainRequest;
const lastStep = Number(process.argv[3]);
await trainRun(request, {
  onMetric: ({ step }) => {
    if (step === lastStep) process.kill(process.pid, 'SIGKILL');
  },
});
