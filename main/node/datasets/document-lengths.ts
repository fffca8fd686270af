import { withConnection } from './database.ts';
import type { Dataset } from './open-dataset.ts';
import { shardTable } from './open-dataset.ts';
import type { TokenFile } from './token-file.ts';

/** UTF-8 bytes of each record, in its order. */
export async function documentBytes(dataset: Dataset): Promise<Uint32Array> {
  return withConnection('read', async (connection) => {
    const result = await connection.run(`SELECT bytes FROM ${shardTable(dataset)} ORDER BY ordinal`);
    const lengths = new Uint32Array(dataset.manifest.records);
    let at = 0;
    for await (const rows of result.yieldRowsJs())
      for (const [bytes] of rows) lengths[at++] = bytes as number;
    return lengths;
  });
}

const WINDOW = 2 ** 18;

/** Tokens of each document of a token file, the one that closes it included. */
export function documentTokens(file: TokenFile): Uint32Array {
  const lengths = new Uint32Array(file.info.documents);
  const { endOfText } = file.info;
  let [document, length] = [0, 0];
  for (let offset = 0; offset < file.count; offset += WINDOW) {
    for (const token of file.read(offset, Math.min(WINDOW, file.count - offset))) {
      length += 1;
      if (token !== endOfText) continue;
      lengths[document++] = length;
      length = 0;
    }
  }
  return lengths;
}
