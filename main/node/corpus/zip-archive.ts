import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { Failure } from '../../core/failure.ts';

export type ArchiveEntry = { readonly name: string; readonly bytes: Uint8Array };

/** The entries of a zip file whose name ends in `suffix`, sorted by name. */
export async function readZip(path: string, suffix: string): Promise<ArchiveEntry[]> {
  try {
    const entries = unzipSync(await readFile(path), { filter: ({ name }) => name.endsWith(suffix) });
    return Object.entries(entries)
      .map(([name, bytes]) => ({ name, bytes }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('archive', `The archive ${path} cannot be read (${why}); install the package again.`, {
      cause,
    });
  }
}
