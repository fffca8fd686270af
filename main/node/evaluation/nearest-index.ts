import { join } from 'node:path';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { runInWorkers } from '../corpus/workers/pool.ts';
import { textBatches } from '../corpus/workers/text-batches.ts';
import type { Arrays } from './array-file.ts';
import { readArrays, writeArrays } from './array-file.ts';

/** Of texts with the same structure so many are named. */
const EXAMPLES = 8;

const SYNTAX_PARTS = ['structures', 'ordered', 'starts', 'examples', 'exampleStarts'] as const;
const WORD_PARTS = ['words', 'starts'] as const;

/**
 * The structures of all functions of a dataset, each once: `structures` and `ordered` end to end, structure i from
 * `starts[i]` to `starts[i + 1]`, found in the records `examples[exampleStarts[i]…]`. The words are the symbols.
 */
export type SyntaxTable = Arrays<(typeof SYNTAX_PARTS)[number]>;
/** The words of each record's docstrings, by their numbers: record i from `starts[i]` to `starts[i + 1]`. */
export type WordTable = Arrays<(typeof WORD_PARTS)[number]>;

export type NearestIndex = { readonly syntax: SyntaxTable; readonly words: WordTable };

/**
 * What the nearest texts of a dataset are searched by, one file for each detector. It is made once for a dataset's
 * content, which takes about as long as parsing the dataset does, and read from `folder` ever after.
 */
export async function openNearestIndex(
  dataset: Dataset,
  folder: string,
  signal?: AbortSignal,
): Promise<NearestIndex> {
  const path = (detector: string): string =>
    join(folder, `${dataset.manifest.contentHash.slice(0, 16)}-${detector}.index`);
  const [syntax, words] = await Promise.all([
    readArrays(path('syntax'), SYNTAX_PARTS),
    readArrays(path('words'), WORD_PARTS),
  ]);
  if (syntax !== null && words !== null) return { syntax, words };
  const made = await makeIndex(dataset, signal);
  writeArrays(path('syntax'), made.syntax);
  writeArrays(path('words'), made.words);
  return made;
}

async function makeIndex(dataset: Dataset, signal: AbortSignal | undefined): Promise<NearestIndex> {
  const symbols = new Renumbering();
  const vocabulary = new Renumbering();
  const distinct = new Map<string, number>();
  const examples: number[][] = [];
  const structures = new Growing();
  const ordered = new Growing();
  const starts = new Growing();
  const words = new Growing();
  const wordStarts = new Growing();
  starts.push(0);
  wordStarts.push(0);
  let record = 0;
  const batches = runInWorkers('index', null, textBatches(readRecords(dataset)), signal ? { signal } : {});
  for await (const { batch, result } of batches) {
    const toSymbol = symbols.take(result.worker, result.symbols);
    const toWord = vocabulary.take(result.worker, result.vocabulary);
    let at = 0;
    result.lengths.forEach((length, index) => {
      const structure = result.structures.subarray(at, at + length).map(toSymbol);
      const key = structure.join();
      let number = distinct.get(key);
      if (number === undefined) {
        distinct.set(key, (number = distinct.size));
        examples.push([]);
        structures.append(structure);
        ordered.append(result.ordered.subarray(at, at + length).map(toSymbol));
        starts.push(structures.length);
      }
      const owner = record + result.owners[index]!;
      const known = examples[number]!;
      if (known.length < EXAMPLES && known.at(-1) !== owner) known.push(owner);
      at += length;
    });
    words.append(result.words.map(toWord));
    let end = wordStarts.last;
    for (const count of result.wordCounts) wordStarts.push((end += count));
    record += batch.ids.length;
  }
  const exampleStarts = new Growing();
  exampleStarts.push(0);
  for (const { length } of examples) exampleStarts.push(exampleStarts.last + length);
  return {
    syntax: {
      words: symbols.words,
      numbers: {
        structures: structures.numbers(),
        ordered: ordered.numbers(),
        starts: starts.numbers(),
        examples: Int32Array.from(examples.flat()),
        exampleStarts: exampleStarts.numbers(),
      },
    },
    words: { words: vocabulary.words, numbers: { words: words.numbers(), starts: wordStarts.numbers() } },
  };
}

/** Several workers number words each for itself; here they get one number for all. */
class Renumbering {
  readonly words: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly tables = new Map<number, number[]>();

  /** Takes the words that are new to a worker, and gives the way from its numbers to those of all. */
  take(worker: number, fresh: readonly string[]): (number: number) => number {
    let table = this.tables.get(worker);
    if (table === undefined) this.tables.set(worker, (table = []));
    for (const word of fresh) {
      let number = this.numbers.get(word);
      if (number === undefined) {
        number = this.words.length;
        this.words.push(word);
        this.numbers.set(word, number);
      }
      table.push(number);
    }
    const known = table;
    return (number) => known[number]!;
  }
}

/** Whole numbers that come one after another. */
class Growing {
  length = 0;
  private held = new Int32Array(1 << 12);

  get last(): number {
    return this.held[this.length - 1]!;
  }

  push(number: number): void {
    this.reserve(1);
    this.held[this.length++] = number;
  }

  append(numbers: Int32Array): void {
    this.reserve(numbers.length);
    this.held.set(numbers, this.length);
    this.length += numbers.length;
  }

  numbers(): Int32Array {
    return this.held.slice(0, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.held.length) return;
    const larger = new Int32Array(Math.max(2 * this.held.length, this.length + more));
    larger.set(this.held);
    this.held = larger;
  }
}
