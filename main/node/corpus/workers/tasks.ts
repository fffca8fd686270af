import type { DetectorOptions, ContaminationHit } from '../../../core/corpus/contamination.ts';
import { ContaminationDetector } from '../../../core/corpus/contamination.ts';
import { normalised, textKey } from '../../../core/corpus/duplicates.ts';
import { FEATURE_NAMES } from '../../../core/corpus/feature-names.ts';
import { features } from '../../../core/corpus/features.ts';
import type { MinHashOptions } from '../../../core/corpus/minhash.ts';
import { BandHasher, shingles } from '../../../core/corpus/minhash.ts';
import type { RecordKind } from '../../../core/corpus/record.ts';
import { StructureAlphabet, structureKey, structureOf } from '../../../core/corpus/structure.ts';
import type { Problem } from '../../../core/evaluation/problem.ts';
import { readTokenizerJson } from '../../../core/tokenizer/tokenizer-json.ts';
import { createPythonParser } from '../tree-sitter-python.ts';
import type { IndexedBatch } from './index-texts.ts';
import { textIndexer } from './index-texts.ts';

/** Texts that travel to a worker together, with their ids. */
export type TextBatch = {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly kinds: readonly RecordKind[];
};

/** A hit without the texts, which stay where they are. */
export type FoundPair = { readonly text: number } & (
  | Pick<Extract<ContaminationHit, { kind: 'ngram' }>, 'kind' | 'taskId' | 'shared' | 'run'>
  | Pick<Extract<ContaminationHit, { kind: 'syntax' }>, 'kind' | 'taskId' | 'matchRate'>
  | Pick<Extract<ContaminationHit, { kind: 'order' }>, 'kind' | 'taskId' | 'matchRate'>
);

type Tasks = {
  /** One key for each text; equal texts but for blank space have the same. */
  exact: { readonly setup: null; readonly result: Float64Array };
  /** One key for each text; NaN where its tree says too little. Equal trees but for names have the same. */
  structure: { readonly setup: { readonly leastSymbols: number }; readonly result: Float64Array };
  /** Band keys [texts · bands], and the sets of shingles end to end with their lengths. */
  shingles: {
    readonly setup: MinHashOptions;
    readonly result: {
      readonly keys: Float64Array;
      readonly sets: Uint32Array;
      readonly lengths: Uint32Array;
    };
  };
  /** [texts · features] */
  features: { readonly setup: null; readonly result: Float64Array };
  contamination: {
    readonly setup: { readonly problems: readonly Problem[]; readonly options: DetectorOptions };
    readonly result: readonly FoundPair[];
  };
  /** Ids of each text, end to end with their lengths. The setup is a `tokenizer.json`. */
  tokens: {
    readonly setup: string;
    readonly result: { readonly ids: Int32Array; readonly lengths: Uint32Array };
  };
  /** What the nearest texts are searched by. */
  index: { readonly setup: null; readonly result: IndexedBatch };
};

export type TaskName = keyof Tasks;
export type TaskSetup<Name extends TaskName> = Tasks[Name]['setup'];
export type TaskResult<Name extends TaskName> = Tasks[Name]['result'];

/** Every literal is a symbol, so that there is no end to them. */
const MOST_SYMBOLS = 100_000;

type Run<Name extends TaskName> = (batch: TextBatch) => {
  readonly result: TaskResult<Name>;
  /** Buffers that are handed over instead of copied. */
  readonly transfer: ArrayBuffer[];
};

/** What a worker can do, one entry for each task; made once, then run on every batch. */
export const tasks: { readonly [Name in TaskName]: (setup: TaskSetup<Name>) => Promise<Run<Name>> } = {
  exact: () =>
    Promise.resolve(({ texts }) => {
      const result = Float64Array.from(texts, (text) => textKey(normalised(text)));
      return { result, transfer: [result.buffer] };
    }),

  structure: async ({ leastSymbols }) => {
    const parser = await createPythonParser();
    // Keys do not depend on which numbers symbols have, so that the alphabet may begin anew.
    let alphabet = new StructureAlphabet();
    return ({ texts }) => {
      if (alphabet.size > MOST_SYMBOLS) alphabet = new StructureAlphabet();
      const result = Float64Array.from(texts, (text) => {
        const structure = structureOf(parser.parse(text), 0, alphabet);
        return structure.length < leastSymbols ? NaN : structureKey(structure, alphabet);
      });
      return { result, transfer: [result.buffer] };
    };
  },

  shingles: (options) => {
    const hasher = new BandHasher(options);
    return Promise.resolve(({ texts }) => {
      const each = texts.map((text) => shingles(text, options.ngram));
      const keys = new Float64Array(texts.length * options.bands);
      each.forEach((set, at) => {
        hasher.bandKeys(set, keys, at * options.bands);
      });
      const lengths = Uint32Array.from(each, ({ length }) => length);
      const sets = joined(each, new Uint32Array(total(each)));
      return { result: { keys, sets, lengths }, transfer: [keys.buffer, sets.buffer, lengths.buffer] };
    });
  },

  features: async () => {
    const parser = await createPythonParser();
    return ({ texts }) => {
      const result = new Float64Array(texts.length * FEATURE_NAMES.length);
      texts.forEach((text, at) => {
        result.set(features(parser.parse(text)), at * FEATURE_NAMES.length);
      });
      return { result, transfer: [result.buffer] };
    };
  },

  contamination: async ({ problems, options }) => {
    const detector = new ContaminationDetector(problems, await createPythonParser(), options);
    return ({ ids, texts, kinds }) => {
      const result = texts.flatMap((text, at) =>
        detector
          .check({ id: ids[at]!, text, kind: kinds[at]! })
          .map(({ recordId: _, recordText: __, problemText: ___, ...hit }): FoundPair => ({
            text: at,
            ...hit,
          })),
      );
      return { result, transfer: [] };
    };
  },

  tokens: (json) => {
    const tokenizer = readTokenizerJson(json);
    return Promise.resolve(({ texts }) => {
      const each = texts.map((text) => tokenizer.encodeDocument(text));
      const lengths = Uint32Array.from(each, ({ length }) => length);
      const ids = joined(each, new Int32Array(total(each)));
      return { result: { ids, lengths }, transfer: [ids.buffer, lengths.buffer] };
    });
  },

  index: async () => {
    const index = textIndexer(await createPythonParser());
    return (batch) => {
      const result = index(batch);
      const buffers = Object.values(result).filter((part): part is Int32Array<ArrayBuffer> =>
        ArrayBuffer.isView(part),
      );
      return { result, transfer: buffers.map(({ buffer }) => buffer) };
    };
  },
};

const total = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

function joined<All extends Uint32Array | Int32Array>(parts: readonly ArrayLike<number>[], into: All): All {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return into;
}
