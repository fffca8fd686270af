import { threadId } from 'node:worker_threads';
import { functionNodes } from '../../../core/corpus/definitions.ts';
import { codeOf, docstringsOf } from '../../../core/corpus/problem-view.ts';
import { orderedStructureOf } from '../../../core/corpus/statement-order.ts';
import { StructureAlphabet, structureOf } from '../../../core/corpus/structure.ts';
import type { PythonParser } from '../../../core/corpus/syntax.ts';
import { words } from '../../../core/corpus/word-overlap.ts';
import type { TextBatch } from './tasks.ts';

/** What texts are searched by: the structures of their functions and the words of their docstrings. */
export type IndexedBatch = {
  /** Whose numbers these are: each worker counts for itself. */
  readonly worker: number;
  /** Symbols and words that this worker had not met before, in the order of their numbers. */
  readonly symbols: readonly string[];
  readonly vocabulary: readonly string[];
  /** Structures end to end, their ordered forms likewise, the length of each, and which text of the batch it is of. */
  readonly structures: Int32Array;
  readonly ordered: Int32Array;
  readonly lengths: Int32Array;
  readonly owners: Int32Array;
  /** Numbers of words end to end, and how many each text has. */
  readonly words: Int32Array;
  readonly wordCounts: Int32Array;
};

/** Indexes batch after batch; numbers go on from one batch to the next. */
export function textIndexer(parser: PythonParser): (batch: TextBatch) => IndexedBatch {
  const alphabet = new StructureAlphabet();
  const numbers = new Map<string, number>();
  let [symbolsTold, wordsTold] = [0, 0];
  return ({ texts, kinds }) => {
    const structures: Int32Array[] = [];
    const ordered: Int32Array[] = [];
    const owners: number[] = [];
    const sequences: number[] = [];
    const wordCounts = new Int32Array(texts.length);
    texts.forEach((text, at) => {
      const isProse = kinds[at] === 'textbook' || kinds[at] === 'story';
      const tree = parser.parse(codeOf(text, isProse));
      for (const node of functionNodes(tree)) {
        structures.push(structureOf(tree, node, alphabet));
        ordered.push(orderedStructureOf(tree, node, alphabet));
        owners.push(at);
      }
      const own = words(isProse ? text : docstringsOf(tree, 'record'));
      for (const word of own) {
        let number = numbers.get(word);
        if (number === undefined) numbers.set(word, (number = numbers.size));
        sequences.push(number);
      }
      wordCounts[at] = own.length;
    });
    const result: IndexedBatch = {
      worker: threadId,
      symbols: alphabet.symbols().slice(symbolsTold),
      vocabulary: [...numbers.keys()].slice(wordsTold),
      structures: endToEnd(structures),
      ordered: endToEnd(ordered),
      lengths: Int32Array.from(structures, ({ length }) => length),
      owners: Int32Array.from(owners),
      words: Int32Array.from(sequences),
      wordCounts,
    };
    symbolsTold += result.symbols.length;
    wordsTold += result.vocabulary.length;
    return result;
  };
}

function endToEnd(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
