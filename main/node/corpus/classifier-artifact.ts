import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ClassifierFigures } from '../../core/corpus/quality-classifier.ts';
import type { RandomForest } from '../../core/corpus/random-forest.ts';
import { Failure } from '../../core/failure.ts';
import type { Json } from '../datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import { writeFolder } from '../files/atomic-folder.ts';
import { encodeForest } from './forest-onnx.ts';
import { FEATURE_KINDS } from './quality-features.ts';

const MANIFEST = 'classifier.json';
const FOREST = 'forest.json';
export const ONNX_FILE = 'forest.onnx';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.object({
  formatVersion: z.literal(1),
  name: z.string(),
  features: z.object({
    kind: z.enum(FEATURE_KINDS),
    /** Columns of a feature vector, in order. */
    names: z.array(z.string()),
    /** The checkpoint that embeds, by its weights and tokenizer; null without embeddings. */
    checkpoint: z.string().nullable(),
    windows: z.number().int().min(1).nullable(),
  }),
  /** Seed, number of trees, where the labels came from. */
  parameters: z.record(z.string(), z.json()),
  /** Datasets that it was learnt from. */
  parents: z.array(hash),
  /** SHA-256 of the forest's file. */
  forest: hash,
  /** Of everything above but the name. */
  hash,
  /** SHA-256 of the ONNX file; it follows from the forest. */
  onnx: hash,
  /** Where the checkpoint lay when the classifier was made. */
  checkpointPath: z.string().nullable(),
  figures: z.custom<ClassifierFigures>((value) => typeof value === 'object' && value !== null),
  createdAt: z.number(),
});

export type ClassifierManifest = z.infer<typeof manifestSchema>;

export type Classifier = {
  readonly folder: string;
  readonly manifest: ClassifierManifest;
  readonly forest: RandomForest;
};

export type ClassifierOrder = Pick<
  ClassifierManifest,
  'name' | 'features' | 'parameters' | 'parents' | 'checkpointPath' | 'figures'
> & { readonly forest: RandomForest };

const treeSchema = z.object({
  feature: z.array(z.number()),
  threshold: z.array(z.number()),
  left: z.array(z.number()),
  value: z.array(z.number()),
  share: z.array(z.number()).optional(),
});
const forestSchema = z.object({
  features: z.number().int().min(1),
  trees: z.array(treeSchema).min(1),
  importance: z.array(z.number()),
});

/** The identity of a classifier: what it says of any text, and what it was made from. */
function classifierHash(
  order: Pick<ClassifierManifest, 'features' | 'parameters' | 'parents' | 'forest'>,
): string {
  const { features, parameters, parents, forest } = order;
  return sha256(
    canonicalJson({ formatVersion: 1, features, parameters: parameters as Json, parents, forest }),
  );
}

/** The hash that a classifier will have. */
export function hashOfOrder(order: ClassifierOrder): string {
  return classifierHash({ ...order, forest: sha256(JSON.stringify(order.forest)) });
}

/** Writes a classifier as a folder of its manifest, its forest and the forest as ONNX; whole or not at all. */
export async function writeClassifier(folder: string, order: ClassifierOrder): Promise<Classifier> {
  const { forest, ...rest } = order;
  const text = JSON.stringify(forest);
  const onnx = encodeForest(forest, order.features.names);
  const identity = { ...rest, forest: sha256(text) };
  const manifest: ClassifierManifest = {
    formatVersion: 1,
    ...identity,
    hash: classifierHash(identity),
    onnx: createHash('sha256').update(onnx).digest('hex'),
    createdAt: Date.now(),
  };
  const path = resolve(folder);
  await writeFolder(path, async (partial) => {
    await writeFile(join(partial, FOREST), text, { flush: true });
    await writeFile(join(partial, ONNX_FILE), onnx, { flush: true });
    await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  });
  return { folder: path, manifest, forest };
}

/** What a folder says of its classifier, without the forest. @throws Failure `classifier-missing`, `classifier-damaged`. */
export async function readClassifierManifest(folder: string): Promise<ClassifierManifest> {
  const path = join(resolve(folder), MANIFEST);
  if (!existsSync(path)) {
    throw new Failure(
      'classifier-missing',
      `There is no classifier in ${resolve(folder)} (no ${MANIFEST}); give the folder that classify made.`,
    );
  }
  const parsed = manifestSchema.safeParse(await readJson(path));
  if (!parsed.success) throw damaged(folder, parsed.error.issues[0]?.message ?? 'its form', parsed.error);
  if (classifierHash(parsed.data) !== parsed.data.hash) throw damaged(folder, 'its hash is another');
  return parsed.data;
}

/** A classifier that is what was written. @throws Failure `classifier-missing`, `classifier-damaged`. */
export async function openClassifier(folder: string): Promise<Classifier> {
  const manifest = await readClassifierManifest(folder);
  const path = join(resolve(folder), FOREST);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw damaged(folder, `${FOREST} is missing`, cause);
  });
  if (sha256(text) !== manifest.forest) throw damaged(folder, `${FOREST} is not what was written`);
  const { trees, ...forest } = forestSchema.parse(JSON.parse(text));
  return {
    folder: resolve(folder),
    manifest,
    forest: {
      ...forest,
      trees: trees.map(({ share, ...tree }) => (share === undefined ? tree : { ...tree, share })),
    },
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const damaged = (folder: string, why: string, cause?: unknown): Failure =>
  new Failure(
    'classifier-damaged',
    `The classifier in ${resolve(folder)} is damaged (${why}); make it again from its labels.`,
    { cause },
  );
