import type { ParsedInput } from '../../../../preload/contract/contract.ts';
import type { MapSample } from '../../../../preload/contract/inspect.ts';
import { termVectors } from '../../../core/corpus/term-vectors.ts';
import { embeddedAlready } from '../../../node/corpus/embed-dataset.ts';
import type { Dataset } from '../../../node/datasets/open-dataset.ts';
import { countMatches, matchesOf } from '../../../node/inspect/matches.ts';
import { rowsAt, textsAt } from '../../../node/inspect/page.ts';
import { absolutePath } from '../../../node/projects/project.ts';
import type { LabParts } from '../../lab.ts';
import { listModelChoices } from '../../playground/models.ts';
import { openInProject } from './open.ts';

/** Places of a text's words that are told apart. */
const WORD_WIDTH = 128;
const TEXT_CHARACTERS = 8_000;
/** Checkpoints that are asked for vectors of this dataset, newest first. */
const ASKED_CHECKPOINTS = 4;

/** A sample of the matching records as vectors: those of a checkpoint where they are there already, else words. */
export async function mapSample(
  parts: LabParts,
  { id, limit, ...query }: ParsedInput<'datasets.map'>,
): Promise<MapSample> {
  const dataset = await openInProject(parts, id);
  const matches = await matchesOf(dataset, query);
  const total = countMatches(dataset, matches);
  const taken = Math.min(limit, total);
  const ordinals = Array.from({ length: taken }, (_, at) => {
    const place = Math.floor(((at + 0.5) * total) / taken);
    return matches === 'all' ? place : matches[place]!;
  });
  const { about, width, vectors } =
    (await embedded(parts, dataset, ordinals)) ?? (await byWords(dataset, ordinals));
  const base64 = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength).toString('base64');
  return { about, rows: await rowsAt(dataset, ordinals), total, width, vectors: base64 };
}

async function byWords(dataset: Dataset, ordinals: readonly number[]) {
  const texts = await textsAt(dataset, ordinals, TEXT_CHARACTERS);
  return {
    about:
      'The words of each text (TF-IDF). Once an operation has computed embeddings of this dataset, the map uses those.',
    width: WORD_WIDTH,
    vectors: termVectors(texts, WORD_WIDTH),
  };
}

async function embedded(parts: LabParts, dataset: Dataset, ordinals: readonly number[]) {
  const latest = (await listModelChoices(parts)).filter((choice) => choice.latest);
  for (const { path, runName, step } of latest.slice(0, ASKED_CHECKPOINTS)) {
    const checkpoint = absolutePath(parts.project, path);
    const found = await embeddedAlready(dataset, { checkpoint }).catch(() => null);
    if (found === null) continue;
    const { width } = found.info;
    const vectors = new Float32Array(ordinals.length * width);
    for (const [at, ordinal] of ordinals.entries()) vectors.set(await found.rows(ordinal, 1), at * width);
    return { about: `The mean last hidden state of ${runName}, step ${step}.`, width, vectors };
  }
  return null;
}
