import { runJob } from './child.ts';
import { trainJob } from './train/train.ts';

await runJob(trainJob);
