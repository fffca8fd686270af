import { runJob } from './child.ts';
import { evaluation } from './evaluation/evaluation.ts';

await runJob(evaluation);
