import { runJob } from './child.ts';
import { dataJob } from './data/data-job.ts';

await runJob(dataJob);
