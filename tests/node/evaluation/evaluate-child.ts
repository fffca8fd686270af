/** A process that evaluates (argv[2]: what, as JSON) and, where it says so, dies with no chance to clean up. */
import { evaluateModel } from '../../../main/node/evaluation/evaluate-model.ts';
import { loadModel } from '../../../main/node/generation/load-model.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import type { Problem } from '../../../main/core/evaluation/problem.ts';
import type { EvaluationSettings } from '../../../main/core/evaluation/settings.ts';

export type ChildRequest = {
  readonly model: string;
  readonly folder: string;
  readonly problems: readonly Problem[];
  readonly settings: EvaluationSettings;
  /** Dies at this call of its hooks, counted over written and judged samples together. */
  readonly dieAt?: number;
};

const { model: path, folder, problems, settings, dieAt } = JSON.parse(process.argv[2]!) as ChildRequest;
const model = await loadModel(path, { threads: 1 });
const sandbox = await openSandbox({ workers: 1, checking: true });
let events = 0;
const count = (): void => {
  events += 1;
  if (events === dieAt) process.kill(process.pid, 'SIGKILL');
};
console.log('ready');
const { file } = await evaluateModel(
  model,
  sandbox,
  {
    folder,
    id: 'e',
    run: { id: 'r', name: 'r', checkpointHash: model.sha256! },
    benchmark: { name: 'noise', problems },
    settings,
  },
  { onWritten: count, onJudged: count },
);
console.log(JSON.stringify({ events, samplesHash: file.samplesHash }));
await sandbox.close();
process.exit(0);
