import { expect, test } from 'vitest';
import { ContaminationDetector, LAB_DETECTORS } from '../../../main/core/corpus/contamination.ts';
import { PLANTED_KINDS, plantedCopies } from '../../../main/node/bench/planted-copies.ts';
import { ownProblems, ownWordsProblems } from '../../../main/node/benchmarks/own.ts';
import { importStandardLibrary, newImportCounts } from '../../../main/node/corpus/import-python.ts';
import { createPythonParser } from '../../../main/node/corpus/tree-sitter-python.ts';

test('every planted copy is found, whichever way it was changed', async () => {
  const parser = await createPythonParser();
  const problems = [...ownProblems(), ...(await ownWordsProblems())];
  const detector = new ContaminationDetector(problems, parser, LAB_DETECTORS);
  const planted = problems.flatMap((problem) => plantedCopies(problem, parser));
  const kinds = new Set(planted.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual([...PLANTED_KINDS].sort());
  const missed = planted.filter(
    ({ taskId, text }) =>
      !detector.check({ id: 'planted', text, kind: 'exercise' }).some((hit) => hit.taskId === taskId),
  );
  expect(missed.map(({ kind, taskId }) => `${kind} ${taskId}`)).toEqual([]);
  // A copy that is no Python would prove nothing.
  const broken = planted.filter(({ text }) => parser.parse(text).hasErrors);
  expect(broken.map(({ kind, taskId }) => `${kind} ${taskId}`)).toEqual([]);
});

test('people’s own code that has nothing to do with the problems is left alone', async () => {
  const parser = await createPythonParser();
  const detector = new ContaminationDetector(await ownWordsProblems(), parser, LAB_DETECTORS);
  const found: string[] = [];
  let files = 0;
  for await (const record of importStandardLibrary(newImportCounts())) {
    if (files++ % 4 !== 0) continue;
    found.push(...detector.check(record).map(({ kind, taskId }) => `${kind} ${taskId} ${record.id}`));
  }
  expect(found).toEqual([]);
});
