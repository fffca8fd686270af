import type { RecipeReport, ReportedAnswer, ReportedRow } from '../../../main/core/evaluation/report.ts';
import { wilsonInterval } from '../../../main/core/evaluation/intervals.ts';
import { seeded } from '../../core/evaluation/seeded.ts';

const hostile =
  '    return """</pre><script>alert(1)</script><img src=x onerror=alert(2)>""" & \'x\' + "\u202Eevil"\n';
const names = ['raw', 'filtered', 'textbooks', 'textbooks+exercises'] as const;
const verdicts = ['wrong-answer', 'exception', 'syntax-error', 'timeout'] as const;

function row(index: number, problems: number, random: () => number): ReportedRow {
  const answers: ReportedAnswer[] = Array.from({ length: problems }, (_, i) => {
    const passed = random() < [0.01, 0.03, 0.18, 0.52][index]!;
    const verdict = passed ? 'passed' : verdicts[Math.floor(random() ** 2 * verdicts.length)]!;
    const cut =
      i === 3
        ? hostile
        : '    result = []\n    for number in numbers:\n        if number % 2 == 0:\n            result.append(number)\n    return result\n';
    return {
      taskId: `Hornbook/${String(i)}`,
      raw: i % 2 ? cut : `${cut}\ndef another():\n    pass\n`,
      cut,
      verdict,
      detail: passed ? '' : 'line 14: assert candidate([1, 2]) == [2]',
      elapsedMs: 1.25,
    };
  });
  const solved = answers.filter(({ verdict }) => verdict === 'passed').length;
  const score = {
    rate: solved / problems,
    ...wilsonInterval(solved, problems),
    solved,
    problems,
    interval: 'wilson' as const,
  };
  return {
    name: names[index]!,
    parameters: 1_020_416,
    tokens: 4_915_200,
    steps: 1200,
    trainingSeconds: 184.2,
    score,
    ...(index === 0
      ? {}
      : { humanEval: { ...score, rate: 0.006, low: 0.001, high: 0.034, solved: 1, problems: 164 } }),
    solutionLosses: [
      {
        bitsPerByte: 1.973 - 0.5 * index,
        ci95: [1.918 - 0.5 * index, 2.028 - 0.5 * index],
        ...(index === 0
          ? {}
          : { versusRaw: { bitsPerByte: -0.5 * index, ci95: [-0.6 * index, -0.4 * index] } }),
      },
    ],
    loss: Array.from({ length: 1200 }, (_, i) => ({
      step: i + 1,
      loss:
        (5.5 - index * 0.1) * Math.exp(-i / (150 - 15 * index)) +
        1.9 -
        0.45 * index +
        0.25 * (random() - 0.5),
      ...(i % 200 === 199 ? { heldOut: (5.5 - index * 0.1) * Math.exp(-i / 150) + 2 - 0.45 * index } : {}),
    })),
    checkpointSha256: 'c0ffee'.repeat(10) + 'beef',
    datasets: ['d'.repeat(64)],
    answers: [answers],
  };
}

/** A report as a recipe would fill it, with hostile text wherever a model or a dataset can put some. */
export function exampleReport(problems = 150): RecipeReport {
  const random = seeded(42);
  return {
    title: 'Repeating phi-1 at desk scale',
    finishedAt: '2026-03-01T12:34:56Z',
    seconds: 1043,
    seed: 7,
    rows: names.map((_, index) => row(index, problems, random)),
    benchmarks: [
      {
        name: 'Hornbook held-out',
        sha256: 'a'.repeat(64),
        problems: Array.from({ length: problems }, (_, i) => ({
          taskId: `Hornbook/${String(i)}`,
          prompt: `def keep_even_${String(i)}(numbers):\n    """Return the even numbers, in order.\n\n    >>> keep_even([1, 2])\n    [2]\n    """\n`,
          difficulty: 1 + (i % 5),
        })),
      },
    ],
    datasets: ['Raw code', 'Filtered code', 'Textbooks', 'Exercises'].map((name, i) => ({
      name,
      sha256: String(i).repeat(64),
      records: 559 * (i + 1),
      bytes: 9_600_000 / (i + 1),
      tokens: 2_400_000,
      made:
        i === 0
          ? "The standard library's own source, imported as it is."
          : 'Made from the one above: quality ≥ 0.6.',
      samples: [
        {
          title: 'heapq.py',
          text: 'def heappush(heap, item):\n    """Push item onto heap, maintaining the heap invariant."""\n    heap.append(item)\n    _siftdown(heap, 0, len(heap)-1)\n',
        },
        { title: '</summary><script>alert(3)</script>', text: hostile },
      ],
    })),
    tokenizer: { sha256: 'b'.repeat(64), vocabulary: 1024 },
    isolation: 'permission',
    configuration: [
      { group: 'Model', name: 'layers', value: '4' },
      { group: 'Model', name: 'width', value: '128' },
      { group: 'Training', name: 'learning rate', value: '0.003' },
      { group: 'Training', name: 'batch', value: '32 × 128 tokens' },
    ],
    versions: { hornbook: '0.1.0', node: '24.21.0', pyodide: '314.0.7', 'onnxruntime-node': '1.30.0' },
    machine: { processor: 'two cores', memory: '8 GB', system: 'Linux' },
    verification: [{ what: 'Exercises', checked: 50_000, failed: 12 }],
    limitations: ['The raw code is one library by careful people, not a crawl of the web.'],
  };
}
