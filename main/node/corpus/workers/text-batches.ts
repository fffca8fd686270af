import type { ScoredRecord } from '../../datasets/manifest.ts';
import type { TextBatch } from './tasks.ts';

/** A batch is full at whichever comes first: enough that the way to a worker costs little, and little enough to hold several. */
const BATCH_CHARACTERS = 2 ** 20;
const BATCH_RECORDS = 2_000;

/** Records in batches for workers, in their order. */
export async function* textBatches(
  records: AsyncIterable<Pick<ScoredRecord, 'id' | 'text' | 'kind'>>,
): AsyncGenerator<TextBatch> {
  const empty = () => ({ ids: [] as string[], texts: [] as string[], kinds: [] as ScoredRecord['kind'][] });
  let batch = empty();
  let characters = 0;
  for await (const { id, text, kind } of records) {
    batch.ids.push(id);
    batch.texts.push(text);
    batch.kinds.push(kind);
    characters += text.length;
    if (characters < BATCH_CHARACTERS && batch.ids.length < BATCH_RECORDS) continue;
    yield batch;
    batch = empty();
    characters = 0;
  }
  if (batch.ids.length > 0) yield batch;
}
