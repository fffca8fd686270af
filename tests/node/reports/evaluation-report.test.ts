import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greedySettings } from '../../../main/core/evaluation/settings.ts';
import { writeReport } from '../../../main/lab/reports/write-report.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { evaluationReport } from '../../../main/node/reports/evaluation-report.ts';
import { REPORT_FORMATS } from '../../../main/node/reports/formats.ts';
import { findChromium } from '../../../main/node/reports/chromium-print.ts';

let folder: string;
let project: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hornbook-report-'));
  project = join(folder, 'project');
  await writeProject();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const HASH = (letter: string): string => letter.repeat(64);

/** A project with raw code, what was filtered from it, two runs, and an evaluation of each. */
async function writeProject(): Promise<void> {
  const records = Array.from({ length: 8 }, (_, at) => ({
    id: `file-${String(at)}.py`,
    text: `def f${String(at)}():\n    return ${String(at)}\n`,
    kind: 'code' as const,
    source: 'test',
    meta: {},
  }));
  const raw = await writeDataset(
    join(project, 'datasets', 'raw-1'),
    { name: 'raw', operation: 'import', parameters: { paths: ['Some code'] }, parents: [], scoreColumns: [] },
    records,
  );
  const kept = await writeDataset(
    join(project, 'datasets', 'kept-1'),
    {
      name: 'kept',
      operation: 'decontaminate',
      parameters: { ngram: 13, benchmarks: [HASH('b')] },
      parents: [raw.hash],
      scoreColumns: [],
    },
    records.slice(0, 5),
  );
  mkdirSync(join(project, 'recipe'), { recursive: true });
  const pairs = [{ recordId: 'file-7.py', taskId: 'T/1', why: 'syntax trees alike by 0.981' }];
  writeFileSync(
    join(project, 'recipe', 'decontaminate-0.json'),
    JSON.stringify({ output: { found: [{ dataset: 'raw', byNgram: 0, bySyntax: 1, pairs }] } }),
  );
  writeRun('alpha', raw.hash);
  writeRun('beta', kept.hash);
  writeEvaluation('alpha', 'c', ['passed', 'wrong-answer', 'exception', 'timeout'], 1_700_000_000_000);
  writeEvaluation('beta', 'd', ['passed', 'passed', 'passed', 'wrong-answer'], 1_700_000_500_000);
}

function writeRun(name: string, datasetHash: string): void {
  const run = join(project, 'runs', `${name}-run`);
  mkdirSync(run, { recursive: true });
  const model = {
    ...{ vocabulary: 512, width: 32, layers: 2, heads: 2, feedForward: 64, context: 64 },
    ...{ rotaryFraction: 0.5, rotaryBase: 10_000, layerNormEpsilon: 1e-5, initialDeviation: 0.02 },
  };
  const tokens = {
    path: '/elsewhere/x.tokens',
    count: 99,
    sha256: HASH('e'),
    datasetHash,
    tokenizerHash: HASH('f'),
  };
  const phase = {
    ...{ name: 'pretrain', steps: 10, batch: 4, context: 32, peakRate: 0.003 },
    ...{ warmupSteps: 1, weightDecay: 0.1, clipNorm: 1, tokens },
    heldOut: { kind: 'tail', share: 0.1 },
  };
  const record = {
    ...{ version: 1, model, parameters: 12_345, plan: { seed: 1, phases: [phase] } },
    ...{ engine: 'onnxruntime', threads: 2, evalEvery: 0, heldOutBatches: 1 },
    ...{ tokenizer: { path: '/elsewhere/tokenizer.json', sha256: HASH('f') }, startedFrom: null },
  };
  writeFileSync(join(run, 'run.json'), JSON.stringify(record));
  const lines = Array.from({ length: 10 }, (_, at) =>
    JSON.stringify({ step: at + 1, loss: 5 - at / 4, ...(at === 9 ? { heldOutLoss: 3 } : {}) }),
  );
  writeFileSync(join(run, 'metrics.jsonl'), `${lines.join('\n')}\n`);
}

function writeEvaluation(name: string, hash: string, verdicts: readonly string[], createdAt: number): void {
  const path = join(project, 'evaluations', name);
  mkdirSync(path, { recursive: true });
  const samples = verdicts.map((verdict, at) => ({
    ...{ taskId: `T/${String(at)}`, sample: 0, raw: '    return 1\n', pieces: [], logProbabilities: [] },
    ...{ finishReason: 'stop', promptTokensCut: 0, prompt: 'def f():\n', completion: '    return 1\n' },
    ...{ steps: [], verdict, detail: '', elapsedMs: 2, timeLimitMs: 3000, difficulty: 1 + (at % 2) },
  }));
  writeFileSync(join(path, 'samples.jsonl'), samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
  const file = {
    ...{ formatVersion: 2, id: name, runId: `${name}-run`, runName: name, step: 10, benchmark: 'humaneval' },
    ...{
      benchmarkHash: HASH('b'),
      checkpointHash: HASH(hash),
      samplesHash: HASH('0'),
      isolation: 'permission',
    },
    ...{ settings: { ...greedySettings, without: ['T/9'] }, versions: { hornbook: '0.1.0' }, problems: 4 },
    ...{ samples: 4, passed: 1, passAt1: 0.25, ci95: [0, 1], passAtK: [], createdAt },
  };
  writeFileSync(join(path, 'evaluation.json'), JSON.stringify(file));
}

const evaluations = (root = project): string[] =>
  ['alpha', 'beta'].map((name) => join(root, 'evaluations', name));

describe('a report on evaluations', () => {
  it('gathers runs, datasets, lineage, contamination and settings from the project', async () => {
    const report = await evaluationReport(evaluations());
    expect(report.title).toBe('2 models on HumanEval');
    expect(report.finishedAt).toBe('2023-11-14T22:21:40.000Z');
    expect(
      report.rows.map(({ name, parameters, steps, tokens }) => [name, parameters, steps, tokens]),
    ).toEqual([
      ['alpha, step 10', 12_345, 10, 1280],
      ['beta, step 10', 12_345, 10, 1280],
    ]);
    expect(report.rows.map(({ score }) => score.rate)).toEqual([0.25, 0.75]);
    expect(report.rows[0]!.loss.at(-1)).toEqual({ step: 10, loss: 2.75, heldOut: 3 });
    expect(report.datasets.map(({ name, samples }) => [name, samples.length])).toEqual([
      ['raw', 6],
      ['kept', 5],
    ]);
    expect(report.lineage!.nodes.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'source Some code',
      'dataset raw',
      'dataset kept',
      'model alpha, step 10',
      'score 25.0\u00A0% pass@1',
      'model beta, step 10',
      'score 75.0\u00A0% pass@1',
    ]);
    expect(report.lineage!.edges).toHaveLength(6);
    const problems = report.benchmarks[0]!.problems;
    expect(problems.map(({ overlaps }) => overlaps?.length)).toEqual([0, 1, 0, 0]);
    expect(report.configuration).toContainEqual({
      group: 'alpha, step 10 on HumanEval',
      name: 'temperature (0 is greedy)',
      value: '0',
    });
    expect(report.limitations).toEqual(['Left out of HumanEval as doubtful: T/9.']);
  });

  it('holds no path and no clock of the machine that makes it: the same files elsewhere give the same bytes', async () => {
    const moved = join(folder, 'moved');
    cpSync(project, moved, { recursive: true });
    for (const path of evaluations(moved)) utimesSync(join(path, 'evaluation.json'), 1, 1);
    for (const format of REPORT_FORMATS.filter(
      (one) => one !== 'pdf' || findChromium(process.env) !== null,
    )) {
      const [first, second] = ['one', 'two'].map((name) => join(folder, `${name}.${format}`)) as [
        string,
        string,
      ];
      const same = async (): Promise<boolean> => {
        await writeReport({ sources: evaluations(), format, out: first });
        await writeReport({ sources: evaluations(moved), format, out: second });
        return readFileSync(first).equals(readFileSync(second));
      };
      // Once, on a busy machine, two prints of one page differed; what a path or a clock changes would differ each time.
      expect((await same()) || (format === 'pdf' && ((await same()) || (await same()))), format).toBe(true);
      expect(readFileSync(first).includes(folder)).toBe(false);
    }
  });

  it('can be made again in any format from its record', async () => {
    const [record, page, again] = ['r.json', 'p.html', 'q.html'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeReport({ sources: evaluations(), format: 'json', out: record });
    await writeReport({ sources: evaluations(), format: 'html', out: page });
    await writeReport({ sources: [record], format: 'html', out: again });
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(page, 'utf8'));
  });

  it('says in a sentence what it cannot be made from', async () => {
    const out = join(folder, 'x.html');
    await expect(writeReport({ sources: evaluations(), format: 'docx', out })).rejects.toThrow(
      /no report format "docx"; choose one of html, pdf/,
    );
    await expect(writeReport({ sources: [project], format: 'html', out })).rejects.toThrow(
      /neither an evaluation's folder nor a project with a finished recipe/,
    );
    await expect(writeReport({ sources: [...evaluations(), project], format: 'html', out })).rejects.toThrow(
      /has no evaluation.json/,
    );
    writeFileSync(join(folder, 'bad.json'), '{"title": 1}');
    await expect(writeReport({ sources: [join(folder, 'bad.json')], format: 'html', out })).rejects.toThrow(
      /is not the record of a report \(title\)/,
    );
  });
});
