import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { noisyProblems, temporaryFolder, tinyModelFolder } from '../node/evaluation/fixture.ts';
import { startLab } from './run-lab.ts';

// A dozen commands, each with an engine or a sandbox to start, beside the other tests.
vi.setConfig({ testTimeout: 240_000 });

async function lab(...args: string[]): Promise<{ code: number | null; said: Record<string, unknown> }> {
  const { code, stdout } = await startLab(...args, '--json').ended;
  return { code, said: JSON.parse(stdout) as Record<string, unknown> };
}

function problemsFile(folder: string): string {
  const path = join(folder, 'noise.jsonl');
  const lines = noisyProblems(3).map((problem) => {
    if (problem.kind !== 'function') throw new Error('not a function');
    const { taskId, prompt, entryPoint, canonicalSolution, test } = problem;
    return JSON.stringify({
      task_id: taskId,
      prompt,
      entry_point: entryPoint,
      canonical_solution: canonicalSolution,
      test,
    });
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

it('evaluates a checkpoint, compares two evaluations, and imports a benchmark', async () => {
  const folder = temporaryFolder();
  const [model, problems] = [await tinyModelFolder(folder), problemsFile(folder)];
  const evaluate = (out: string, ...more: string[]) =>
    lab(
      'eval',
      '--model',
      model,
      '--problems',
      problems,
      '--max-tokens',
      '4',
      '--out',
      join(folder, out),
      ...more,
    );
  const first = await evaluate('first', '--samples', '2', '--temperature', '0.8', '--top-k', '20');
  expect(first).toMatchObject({
    code: 0,
    said: { problems: 3, samples: 6, benchmark: 'noise', settings: { topK: 20, promptForm: 'completion' } },
  });
  expect(first.said['passAtK']).toHaveLength(2);
  const second = await evaluate('second', '--only', '1-2', '--without', 'Noise/2');
  expect(second).toMatchObject({
    code: 0,
    said: { problems: 1, settings: { without: ['Noise/2', 'Noise/0'] } },
  });

  const compared = await lab('compare', join(folder, 'first'), join(folder, 'second'));
  expect(compared).toMatchObject({ code: 0, said: { problems: 1, mcnemar: null } });
  expect(compared.said['warnings']).toEqual(
    expect.arrayContaining([expect.stringContaining('answers a problem: 2 and 1')]),
  );

  const project = join(folder, 'project');
  const imported = await lab('benchmark', 'import', problems, '--project', project, '--license', 'CC0');
  expect(imported).toMatchObject({ code: 0, said: { name: 'noise', license: 'CC0', problems: 3 } });
  const listed = await startLab('benchmark', 'list', '--project', project).ended;
  expect(listed.stdout).toContain(imported.said['id']);

  expect((await evaluate('third', '--form', 'mbpp-3-shot')).said).toMatchObject({
    error: { code: 'examples-missing' },
  });
  const usage = await lab('eval', '--model', model);
  expect(usage).toMatchObject({ code: 2, said: { error: { code: 'usage' } } });
  const nobody = await lab('eval', '--run', 'nobody', '--project', project);
  expect(nobody).toMatchObject({ code: 1, said: { error: { code: 'run-not-found' } } });
});
