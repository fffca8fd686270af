import type { Problem } from '../evaluation/problem.ts';
import { definedName, docstringNode, functionNodes } from './definitions.ts';
import type { CorpusRecord } from './record.ts';
import { StructureIndex } from './structure-index.ts';
import { StructureAlphabet, structureOf } from './structure.ts';
import type { PythonParser, SyntaxTree } from './syntax.ts';
import { nodeText } from './syntax.ts';
import { WordRunIndex } from './word-overlap.ts';

export type DetectorOptions = {
  /** Words in a row that must not be shared. */
  readonly ngram: number;
  /** Syntax trees at least this alike count as similar (phi-1's τ). */
  readonly matchRate: number;
};

export const PAPER_DETECTORS: DetectorOptions = { ngram: 13, matchRate: 0.95 };

/** A training text that is too close to a problem, with both texts to judge it by. */
export type ContaminationHit =
  | {
      readonly kind: 'ngram';
      readonly recordId: string;
      readonly taskId: string;
      /** Runs of n words that both have, and the first of them. */
      readonly shared: number;
      readonly run: string;
      readonly recordText: string;
      readonly problemText: string;
    }
  | {
      readonly kind: 'syntax';
      readonly recordId: string;
      readonly taskId: string;
      readonly matchRate: number;
      readonly recordText: string;
      readonly problemText: string;
    };

export type ContaminationReport = {
  readonly scanned: number;
  readonly hits: readonly ContaminationHit[];
  /** Ids of the records that have a hit. */
  readonly contaminated: ReadonlySet<string>;
  /** Task ids of the problems that have a similar record. */
  readonly touchedProblems: ReadonlySet<string>;
};

type ProblemView = {
  readonly taskId: string;
  readonly text: string;
  readonly words: string;
  readonly code: string;
  readonly entryPoint: string | null;
};

/**
 * phi-1's section 5: compares texts with benchmark problems by the words of their docstrings and by the
 * syntax trees of their functions.
 */
export class ContaminationDetector {
  private readonly problems: readonly ProblemView[];
  private readonly parser: PythonParser;
  private readonly words: WordRunIndex;
  private readonly alphabet = new StructureAlphabet();
  private readonly structures: StructureIndex;
  /** Which problem each indexed structure belongs to. */
  private readonly owners: number[] = [];

  constructor(
    problems: readonly Problem[],
    parser: PythonParser,
    options: DetectorOptions = PAPER_DETECTORS,
  ) {
    this.parser = parser;
    const entries: Int32Array[] = [];
    this.problems = problems.map((problem, index) => {
      const code = problem.kind === 'function' ? problem.prompt + problem.canonicalSolution : problem.code;
      const entryPoint = problem.kind === 'function' ? problem.entryPoint : null;
      const tree = parser.parse(code);
      for (const node of functionNodes(tree)) {
        if (entryPoint !== null && definedName(tree, node) !== entryPoint) continue;
        entries.push(structureOf(tree, node, this.alphabet));
        this.owners.push(index);
      }
      const words = problem.kind === 'function' ? docstrings(tree, 'problem') : problem.text;
      return { taskId: problem.taskId, text: code, words, code, entryPoint };
    });
    this.words = new WordRunIndex(
      this.problems.map(({ words }) => words),
      options.ngram,
    );
    this.structures = new StructureIndex(entries, options.matchRate);
  }

  /** The problems that this text is too close to; at most one hit of each kind for each problem, the closest. */
  check(record: CorpusRecord): ContaminationHit[] {
    const isProse = record.kind === 'textbook' || record.kind === 'story';
    const tree = this.parser.parse(isProse ? codeBlocks(record.text) : record.text);
    const texts = (problem: number) => ({
      recordId: record.id,
      taskId: this.problems[problem]!.taskId,
      recordText: record.text,
      problemText: this.problems[problem]!.text,
    });
    const hits: ContaminationHit[] = this.words
      .overlaps(isProse ? record.text : docstrings(tree, 'record'))
      .map(({ document, shared, run }) => ({ kind: 'ngram', shared, run, ...texts(document) }));

    const best = new Map<number, number>();
    for (const node of functionNodes(tree)) {
      for (const { entry, matchRate } of this.structures.matches(structureOf(tree, node, this.alphabet))) {
        const owner = this.owners[entry]!;
        if (matchRate > (best.get(owner) ?? 0)) best.set(owner, matchRate);
      }
    }
    for (const [problem, matchRate] of best) hits.push({ kind: 'syntax', matchRate, ...texts(problem) });
    return hits;
  }
}

/** Checks every record against every problem. */
export function findContamination(
  records: Iterable<CorpusRecord>,
  problems: readonly Problem[],
  parser: PythonParser,
  options: DetectorOptions = PAPER_DETECTORS,
): ContaminationReport {
  const detector = new ContaminationDetector(problems, parser, options);
  const hits: ContaminationHit[] = [];
  let scanned = 0;
  for (const record of records) {
    scanned++;
    hits.push(...detector.check(record));
  }
  return contaminationReport(scanned, hits);
}

/** The report of hits that were gathered one record at a time. */
export function contaminationReport(scanned: number, hits: readonly ContaminationHit[]): ContaminationReport {
  return {
    scanned,
    hits,
    contaminated: new Set(hits.map(({ recordId }) => recordId)),
    touchedProblems: new Set(hits.map(({ taskId }) => taskId)),
  };
}

/** Every docstring. The word between them is another for either side, so that no run crosses from one to the next. */
function docstrings(tree: SyntaxTree, side: 'problem' | 'record'): string {
  const owners = [0, ...functionNodes(tree)];
  return owners
    .map((owner) => docstringNode(tree, owner))
    .filter((node) => node >= 0)
    .map((node) => nodeText(tree, node))
    .join(` next_docstring_of_${side} `);
}

/** The fenced blocks of prose, or all of it where nothing is fenced: the parser finds functions among prose. */
function codeBlocks(text: string): string {
  const blocks = [...text.matchAll(/^```[^\n]*\n(.*?)^```/gms)].map(([, code]) => code!);
  return blocks.length > 0 ? blocks.join('\n') : text;
}
