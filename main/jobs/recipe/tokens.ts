import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ignoredTarget } from '../../core/training/loss.ts';
import { trainTokenizer } from '../../core/tokenizer/train.ts';
import { END_OF_TEXT } from '../../core/tokenizer/tokenizer.ts';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import { writeTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { sha256 } from '../../node/datasets/canonical-json.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { openTokenFile, writeTokenFile } from '../../node/datasets/token-file.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import type { DatasetRef } from './datasets.ts';
import { makeDataset, openRef } from './datasets.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';

/** What the models may be trained on, after decontamination. */
export type CleanData = {
  readonly raw: DatasetRef;
  readonly kept: DatasetRef;
  readonly textbooks: DatasetRef;
  readonly exercises: DatasetRef;
};

/** A token file and the dataset it was made from. */
export type TokensRef = { readonly dataset: DatasetRef; readonly file: string; readonly tokens: number };

export type TokenizerOutput = {
  readonly tokenizer: { readonly file: string; readonly sha256: string; readonly vocabulary: number };
  readonly raw: TokensRef;
  readonly kept: TokensRef;
  /** CodeTextbook of the paper: kept code and textbooks in equal parts. */
  readonly codeTextbook: TokensRef;
  readonly exercises: TokensRef;
  /** Measured on and never trained on: code, textbooks and exercises in equal parts, the same for all models. */
  readonly heldOut: TokensRef;
};

/** Text of each source that the tokenizer learns from: equal shares, so that no source owns the vocabulary. */
const LEARNED_BYTES = 1_500_000;
/** Every fiftieth document of each source is measured on; at most so many bytes of each, in equal parts. */
const HELD_OUT_ONE_IN = 50;
const HELD_OUT_BYTES = 60_000;

/** Share of the exercises whose prompt is learned as well as its solution. */
const PROMPTS_LEARNED = 0.1;

/** A number in [0, 1) that a text decides. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0) / 2 ** 32;
}

/** Decided by the document itself, so that it is held out of every mixture it appears in. */
export function isHeldOut(id: string): boolean {
  return fraction(id) < 1 / HELD_OUT_ONE_IN;
}

export async function tokenizeAll(
  context: StageContext,
  data: CleanData,
  vocabularySize: number,
  seed: number,
): Promise<StageOutcome<TokenizerOutput>> {
  const doing = (what: string, done: number): void => {
    context.progress({ stage: 'tokenizer', doing: what, done, total: 6, unit: 'steps' });
  };
  doing('learning the vocabulary', 0);
  const learned = await gather(context, [data.kept, data.textbooks, data.exercises], LEARNED_BYTES);
  const tokenizer = trainTokenizer(
    learned.flat().map(({ text }) => text),
    {
      vocabularySize,
      specialTokens: [END_OF_TEXT],
    },
  );
  const json = writeTokenizerJson(tokenizer);
  const hash = sha256(json);
  const folder = join('tokenizers', `bpe-${vocabularySize}-${hash.slice(0, 12)}`);
  const file = join(folder, 'tokenizer.json');
  mkdirSync(join(context.projectDir, folder), { recursive: true });
  writeFileDurably(join(context.projectDir, file), json);
  context.emit({
    type: 'artifact',
    artifact: 'tokenizer',
    name: `byte-level BPE, ${vocabularySize}`,
    path: folder,
    hash,
    parents: [data.kept.hash, data.textbooks.hash, data.exercises.hash],
  });

  doing('mixing', 1);
  const mixed = await mixCodeTextbook(context, data, seed);
  const heldOut = await holdOut(context, data);
  const encode = (ref: DatasetRef, all = false): Promise<TokensRef> =>
    encodeDataset(context, ref, tokenizer, hash, folder, all);
  const output: TokenizerOutput = {
    tokenizer: { file, sha256: hash, vocabulary: tokenizer.vocabularySize },
    raw: await encode(data.raw),
    kept: (doing('encoding', 2), await encode(data.kept)),
    codeTextbook: (doing('encoding', 3), await encode(mixed)),
    exercises: (doing('encoding', 4), await encode(data.exercises)),
    heldOut: (doing('encoding', 5), await encode(heldOut, true)),
  };
  doing('encoding', 6);
  const { raw, kept, codeTextbook, exercises } = output;
  return {
    output,
    counts: [
      { label: 'vocabulary', value: tokenizer.vocabularySize, unit: 'tokens' },
      ...[raw, kept, codeTextbook, exercises].map(({ dataset, tokens }) => ({
        label: dataset.name,
        value: tokens,
        unit: 'tokens',
      })),
    ],
    scrap: { kind: 'code', text: longestTokens(tokenizer) },
    bytesOut: raw.dataset.bytes + codeTextbook.dataset.bytes + exercises.dataset.bytes,
  };
}

/** Records of each dataset from its start, up to so many bytes of text each, held-out ones left out. */
async function gather(
  context: StageContext,
  refs: readonly DatasetRef[],
  bytesEach: number,
  wanted: (record: ScoredRecord) => boolean = ({ id }) => !isHeldOut(id),
): Promise<ScoredRecord[][]> {
  const groups: ScoredRecord[][] = [];
  for (const ref of refs) {
    const group: ScoredRecord[] = [];
    let bytes = 0;
    for await (const record of readRecords(await openRef(context, ref))) {
      context.signal.throwIfAborted();
      if (!wanted(record)) continue;
      group.push(record);
      bytes += Buffer.byteLength(record.text);
      if (bytes >= bytesEach) break;
    }
    groups.push(group);
  }
  return groups;
}

/** The smaller source whole, as many bytes of the other, shuffled by hash of seed and id. */
async function mixCodeTextbook(context: StageContext, data: CleanData, seed: number): Promise<DatasetRef> {
  const bytesEach = Math.min(data.kept.bytes, data.textbooks.bytes);
  const order = (record: ScoredRecord): string => sha256(`${seed}:${record.id}`);
  async function* mixture(): AsyncGenerator<ScoredRecord> {
    const groups = await gather(context, [data.kept, data.textbooks], bytesEach, () => true);
    const shuffled = groups.flat().map((record) => ({ record, key: order(record) }));
    shuffled.sort((one, other) => (one.key < other.key ? -1 : 1));
    for (const { record } of shuffled) yield withoutScores(record);
  }
  return makeDataset(
    context,
    {
      name: 'code-textbook',
      operation: 'mix',
      parameters: { bytesEach, seed },
      parents: [data.kept.hash, data.textbooks.hash],
    },
    mixture(),
  );
}

async function holdOut(context: StageContext, data: CleanData): Promise<DatasetRef> {
  const refs = [data.kept, data.textbooks, data.exercises];
  async function* held(): AsyncGenerator<ScoredRecord> {
    for (const group of await gather(context, refs, HELD_OUT_BYTES, ({ id }) => isHeldOut(id))) {
      let left = HELD_OUT_BYTES;
      for (const record of group) {
        // A long file counts only for its share: the measure is over tokens.
        const text = record.text.slice(0, left);
        left -= text.length;
        if (text !== '') yield withoutScores({ ...record, text });
      }
    }
  }
  return makeDataset(
    context,
    {
      name: 'held-out',
      operation: 'hold out',
      parameters: { oneIn: HELD_OUT_ONE_IN, bytesEach: HELD_OUT_BYTES },
      parents: refs.map(({ hash }) => hash),
    },
    held(),
  );
}

function withoutScores({ scores: _, decision: __, ...record }: ScoredRecord): ScoredRecord {
  return record;
}

async function encodeDataset(
  context: StageContext,
  dataset: DatasetRef,
  tokenizer: Tokenizer,
  tokenizerHash: string,
  folder: string,
  all: boolean,
): Promise<TokensRef> {
  const file = join(folder, `${dataset.name}-${dataset.hash.slice(0, 12)}.tokens`);
  const path = join(context.projectDir, file);
  if (context.round === null && existsSync(`${path}.json`)) {
    const opened = openTokenFile(path);
    opened.close();
    return { dataset, file, tokens: opened.count };
  }
  const onlySolutions = dataset.name.startsWith('exercises');
  async function* documents(): AsyncGenerator<Int32Array> {
    for await (const record of readRecords(await openRef(context, dataset))) {
      context.signal.throwIfAborted();
      if (!all && isHeldOut(record.id)) continue;
      const ids = tokenizer.encodeDocument(record.text);
      yield onlySolutions ? withPromptIgnored(record, ids, tokenizer) : ids;
    }
  }
  const info = await writeTokenFile(path, documents(), {
    vocabularySize: tokenizer.vocabularySize,
    endOfText: tokenizer.endOfText,
    datasetHash: dataset.hash,
    tokenizerHash,
    mayIgnore: onlySolutions,
  });
  return { dataset, file, tokens: info.count };
}

/**
 * An exercise whose prompt is read and only its solution learned: names and wording of prompts are drawn at
 * random, so predicting them teaches nothing. One in ten is learned whole, so that prompts stay familiar.
 */
function withPromptIgnored(
  { id, text, meta }: ScoredRecord,
  ids: Int32Array,
  tokenizer: Tokenizer,
): Int32Array {
  if (fraction(`prompt:${id}`) < PROMPTS_LEARNED) return ids;
  const prompt = tokenizer.encodeDocument(text.slice(0, Number(meta['promptCharacters']))).length;
  return ids.map((token, at) => (at < prompt ? ignoredTarget(token) : token));
}

/** The last tokens learned, as the eye would like to see them. */
function longestTokens(tokenizer: Tokenizer): string {
  const ids = Array.from({ length: 24 }, (_, index) => tokenizer.vocabularySize - 1 - index);
  return ids.map((id) => JSON.stringify(tokenizer.decode([id])).slice(1, -1)).join(' · ');
}
