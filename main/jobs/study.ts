import { runJob } from './child.ts';
import { study } from './study/study.ts';

await runJob(study);
