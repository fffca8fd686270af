import { runJob } from './child.ts';
import { grading } from './grading/grading.ts';

await runJob(grading);
