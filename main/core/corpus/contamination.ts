import type { Problem } from '../evaluation/problem.ts';
import { functionNodes } from './definitions.ts';
import type { FunctionView, ProblemView } from './problem-view.ts';
import { codeOf, docstringsOf, viewOfProblem } from './problem-view.ts';
import type { CorpusRecord } from './record.ts';
import { isEvidence } from './short-functions.ts';
import { orderedStructureOf } from './statement-order.ts';
import { StructureIndex } from './structure-index.ts';
import { StructureAlphabet, structureOf } from './structure.ts';
import type { PythonParser } from './syntax.ts';
import { WordRunIndex } from './word-overlap.ts';

export type DetectorOptions = {
  /** Words in a row that must not be shared. */
  readonly ngram: number;
  /** Syntax trees at least this alike count as similar (phi-1's τ). */
  readonly matchRate: number;
  /** Whether trees are also compared with their statements in a settled order; not unless given. */
  readonly anyOrder?: boolean;
  /** `evidence`: a short function must be more than alike in its tree. `rate`, as the paper has it, unless given. */
  readonly shortFunctions?: 'rate' | 'evidence';
};

export const PAPER_DETECTORS: DetectorOptions = { ngram: 13, matchRate: 0.95 };

/** The paper's thresholds; reordered copies are found too, and what is merely short is not taken for a copy. */
export const LAB_DETECTORS: DetectorOptions = {
  ...PAPER_DETECTORS,
  anyOrder: true,
  shortFunctions: 'evidence',
};

/** What of a record the detectors look at. */
export type CheckedText = Pick<CorpusRecord, 'id' | 'text' | 'kind'> & Partial<CorpusRecord>;

type Texts = {
  readonly recordId: string;
  readonly taskId: string;
  readonly recordText: string;
  readonly problemText: string;
};

/** A training text that is too close to a problem, with both texts to judge it by. */
export type ContaminationHit =
  | (Texts & {
      readonly kind: 'ngram';
      /** Runs of n words that both have, and the first of them. */
      readonly shared: number;
      readonly run: string;
    })
  | (Texts & { readonly kind: 'syntax'; readonly matchRate: number })
  /** Alike only with the statements of both in a settled order. */
  | (Texts & { readonly kind: 'order'; readonly matchRate: number });

export type ContaminationReport = {
  readonly scanned: number;
  readonly hits: readonly ContaminationHit[];
  /** Ids of the records that have a hit. */
  readonly contaminated: ReadonlySet<string>;
  /** Task ids of the problems that have a similar record. */
  readonly touchedProblems: ReadonlySet<string>;
};

/**
 * phi-1's section 5: compares texts with benchmark problems by the words of their docstrings and by the
 * syntax trees of their functions.
 */
export class ContaminationDetector {
  private readonly problems: readonly ProblemView[];
  private readonly parser: PythonParser;
  private readonly options: DetectorOptions;
  private readonly words: WordRunIndex;
  private readonly alphabet = new StructureAlphabet();
  private readonly structures: StructureIndex;
  /** Each indexed function, and which problem it belongs to. */
  private readonly functions: readonly { readonly view: FunctionView; readonly owner: number }[];

  constructor(
    problems: readonly Problem[],
    parser: PythonParser,
    options: DetectorOptions = PAPER_DETECTORS,
  ) {
    this.parser = parser;
    this.options = options;
    this.problems = problems.map((problem) => viewOfProblem(problem, parser, this.alphabet));
    this.alphabet.close();
    this.functions = this.problems.flatMap(({ functions }, owner) =>
      functions.map((view) => ({ view, owner })),
    );
    this.words = new WordRunIndex(
      this.problems.map(({ words }) => words),
      options.ngram,
    );
    this.structures = new StructureIndex(
      this.functions.map(({ view }) => view.structure),
      options.matchRate,
      this.functions.map(({ view }) => view.ordered),
    );
  }

  /** The problems that this text is too close to; at most one hit of each kind for each problem, the closest. */
  check(record: CheckedText): ContaminationHit[] {
    const isProse = record.kind === 'textbook' || record.kind === 'story';
    const tree = this.parser.parse(codeOf(record.text, isProse));
    const texts = (problem: number): Texts => ({
      recordId: record.id,
      taskId: this.problems[problem]!.taskId,
      recordText: record.text,
      problemText: this.problems[problem]!.text,
    });
    const hits: ContaminationHit[] = this.words
      .overlaps(isProse ? record.text : docstringsOf(tree, 'record'))
      .map(({ document, shared, run }) => ({ kind: 'ngram', shared, run, ...texts(document) }));

    const syntax = new Map<number, number>();
    const order = new Map<number, number>();
    for (const node of functionNodes(tree)) {
      const structure = structureOf(tree, node, this.alphabet);
      const ordered = () => orderedStructureOf(tree, node, this.alphabet);
      const matches = this.structures.matches(structure, this.options.anyOrder ? ordered : undefined);
      for (const match of matches) {
        const { view, owner } = this.functions[match.entry]!;
        if (this.options.shortFunctions === 'evidence') {
          const own: FunctionView = { tree, node, structure, ordered: structure };
          if (!isEvidence(match, own, view)) continue;
        }
        raise(syntax, owner, match.matchRate);
        raise(order, owner, match.orderedRate);
      }
    }
    for (const [problem, matchRate] of syntax) hits.push({ kind: 'syntax', matchRate, ...texts(problem) });
    for (const [problem, matchRate] of order) {
      if (!syntax.has(problem)) hits.push({ kind: 'order', matchRate, ...texts(problem) });
    }
    return hits;
  }
}

function raise(best: Map<number, number>, problem: number, rate: number | null): void {
  if (rate !== null && rate > (best.get(problem) ?? -1)) best.set(problem, rate);
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
