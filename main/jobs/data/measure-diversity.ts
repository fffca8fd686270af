import { embedTexts } from '../../core/corpus/embedding.ts';
import { embeddingSpread, measureDiversity, type Diversity } from '../../core/teaching/diversity.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import type { OperationContext } from './operation.ts';

/** Embeddings of this many texts tell the spread; more take long and change it little. */
const EMBEDDED_TEXTS = 2000;

/** How much texts differ, with the spread of their embeddings where a checkpoint is named. */
export async function diversityOf(
  context: Pick<OperationContext, 'signal' | 'progress' | 'resolvePath'>,
  texts: readonly string[],
  checkpoint: string | undefined,
): Promise<Diversity> {
  const diversity = measureDiversity(texts);
  if (checkpoint === undefined) return diversity;
  const model = await loadModel(context.resolvePath(checkpoint));
  try {
    const some = texts.slice(0, EMBEDDED_TEXTS);
    const vectors = await embedTexts(model, some, {
      signal: context.signal,
      onProgress: (done, total) => {
        context.progress({ doing: 'embedding', done, total, unit: 'lessons' });
      },
    });
    return { ...diversity, spread: embeddingSpread(vectors, model.model.config.width) };
  } finally {
    await model.close();
  }
}
