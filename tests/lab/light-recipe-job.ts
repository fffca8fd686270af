import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECIPE_STAGES } from '../../main/core/study/recipe.ts';
import { runJob } from '../../main/jobs/child.ts';
import { readBenchmarks } from '../../main/jobs/recipe/benchmarks.ts';
import { recipeFacts } from '../../main/jobs/recipe/plan.ts';
import { parseOrder } from '../../main/jobs/recipe/recipe-order.ts';
import type { StageOutputs } from '../../main/jobs/recipe/stage-outputs.ts';
import { stageRunner } from '../../main/jobs/recipe/stage.ts';
import { sha256 } from '../../main/node/datasets/canonical-json.ts';

/**
 * The recipe's job with its own settings, facts, identities and records, and stages that only write down that they were
 * run: what a stage makes follows from its identity, except where the settings are those of a machine that trains anew.
 */
await runJob(async (context) => {
  const { settings, from } = parseOrder(context.params);
  const facts = await recipeFacts(settings, await readBenchmarks(settings));
  const stages = stageRunner(context, { settings, facts, from });
  for (const stage of RECIPE_STAGES) {
    await stages.run(stage, ({ projectDir, round }, key) => {
      const dataset = (name: string) => {
        const folder = join('datasets', `${name}-${key}`);
        mkdirSync(join(projectDir, folder), { recursive: true });
        return { name, folder, hash: sha256(`${name} ${key}`), records: 10, bytes: 1_000 };
      };
      const file = (name: string): string => {
        const path = join(name, `${key}${round === null ? '' : `-${round}`}`);
        mkdirSync(join(projectDir, name), { recursive: true });
        writeFileSync(join(projectDir, path), '');
        return path;
      };
      const tokens = (name: string) => ({ dataset: dataset(name), file: file('tokenizers'), tokens: 100 });
      const row = {
        ...{ row: 'raw', run: `raw-${key}`, folder: 'runs', checkpoint: file('runs') },
        // A model that is trained again is another one.
        checkpointHash: sha256(`${key} ${round}`),
        ...{ parameters: 42, tokens: 1_000, steps: 10, seconds: 1, datasets: [], curve: [] },
      };
      const outputs = {
        import: { dataset: dataset('raw'), refused: {} },
        filter: { kept: dataset('kept'), dropped: dataset('dropped'), report: { threshold: 0.5, labelled: 3 } },
        textbooks: { dataset: dataset('textbooks'), checked: 10, failed: 0, failures: [] },
        exercises: { dataset: dataset('exercises'), checked: 10, failed: 0, failures: [] },
        decontaminate: {
          data: {
            raw: dataset('raw-clean'),
            kept: dataset('kept-clean'),
            textbooks: dataset('textbooks-clean'),
            exercises: dataset('exercises-clean'),
          },
          found: [],
          detectors: { ngram: 13, matchRate: 0.95 },
        },
        tokenizer: {
          tokenizer: { file: file('tokenizers'), sha256: sha256(key), vocabulary: 1024 },
          raw: tokens('raw'),
          kept: tokens('kept'),
          codeTextbook: tokens('code-textbook'),
          exercises: tokens('exercises'),
          heldOut: tokens('held-out'),
        },
        train: { rows: [row], engine: 'none', recipe: facts.training },
        evaluate: { folders: [[]], rows: [{ name: 'raw', passAt1: 0 }], losses: [], isolation: 'none' },
        report: { file: file('reports') },
      };
      const output = outputs[stage] as unknown as StageOutputs[typeof stage];
      return Promise.resolve({ output, counts: [], bytesOut: 1_000 });
    });
  }
  return {};
});
