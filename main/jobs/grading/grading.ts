import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readOpenProblems, unconventionalProblems } from '../../node/benchmarks/read-open-problems.ts';
import { hashFile, openCheckpoint } from '../../node/checkpoints/read-checkpoint.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import { gradeModels } from '../../node/grading/grade-models.ts';
import { openGraders } from '../../node/grading/graders.ts';
import type { JobContext } from '../child.ts';

/** What a grading job is asked. Keys of servers are named by their variable and read when they are used. */
export const gradingParams = z.object({
  models: z.array(z.object({ name: z.string(), path: z.string() })).min(1),
  graders: z.object({
    baseUrl: z.string().optional(),
    models: z.array(z.string()),
    keyVariable: z.string().optional(),
  }),
  maxNewTokens: z.number().int().positive(),
  seed: z.number().int().nonnegative(),
  threads: z.number().int().positive().optional(),
});

export type GradingParams = z.infer<typeof gradingParams>;

/** Folder of a project's grading; its id is its job's. */
export const gradingFolder = (projectDir: string, id: string): string => join(projectDir, 'gradings', id);

/** Has models answer the problems without tests and language models grade the answers; goes on where it was stopped. */
export async function grading(context: JobContext): Promise<{ readonly answers: number }> {
  const { models, graders, maxNewTokens, seed, threads } = gradingParams.parse(context.params);
  const problems = await readOpenProblems(unconventionalProblems());
  const candidates = await Promise.all(
    models.map(async ({ name, path }) => {
      const { path: folder } = await openCheckpoint(resolve(context.projectDir, path));
      const checkpointHash = await hashFile(join(folder, 'model.safetensors')).catch(() => '');
      return { name, checkpointHash, open: () => loadModel(folder, { threads }) };
    }),
  );
  const folder = gradingFolder(context.projectDir, context.id);
  const answers = problems.length * candidates.length;
  const { graders: opened, close } = await openGraders(graders);
  try {
    await gradeModels(
      { folder, problems, candidates, graders: opened, maxNewTokens, seed },
      {
        signal: context.signal,
        onProgress: (doing, done) => {
          context.progress({
            stage: 'grade',
            doing: doing === 'writing' ? 'writing answers' : 'grading answers',
            done: doing === 'writing' ? done : answers + done,
            total: answers * (1 + opened.length),
            unit: 'answers',
          });
        },
      },
    );
  } finally {
    await close();
  }
  return { answers };
}
