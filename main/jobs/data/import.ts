import { importRecords, nothingImported } from '../../node/import/import-records.ts';
import type { ImportTally } from '../../node/import/import-records.ts';
import { RejectsWriter } from '../../node/import/rejects.ts';
import type { Refusal } from '../../node/import/refusal.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { importFields, importParameters, openImport } from './import-settings.ts';
import { operation } from './operation.ts';

/** Reads files into a dataset; what is refused is counted by why and kept aside in its `rejects.jsonl`. */
export const importOperation = operation({
  name: 'import',
  title: 'Import',
  summary: 'Read files into a dataset; what cannot be taken is counted by why and kept aside.',
  version: 2,
  fields: importFields,
  parameters: importParameters,
  async run(context, parameters) {
    const { found, settings, recorded } = await openImport(parameters, (path) => context.resolvePath(path));
    const tally: ImportTally = { bytesRead: 0, rejects: new RejectsWriter(), encodings: new Map() };
    const total = found.files.reduce((sum, file) => sum + file.bytes, 0);
    const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
    let taken = 0;
    async function* records(): AsyncGenerator<ScoredRecord> {
      for await (const record of importRecords(found, settings, tally)) {
        context.signal.throwIfAborted();
        taken += 1;
        if (taken % 64 === 1) {
          const done = megabytes(Math.min(tally.bytesRead, total));
          context.progress({ doing: 'reading files', done, total: megabytes(total), unit: 'MB' });
        }
        yield record;
      }
      if (taken === 0)
        throw nothingImported(
          found.files.map(({ path }) => path),
          tally,
        );
    }
    const encodings = (): Record<string, number> => Object.fromEntries([...tally.encodings].sort());
    const dataset = await context.makeDataset(
      {
        out: parameters.out,
        role: 'dataset',
        operation: 'import',
        parameters: recorded,
        parents: [],
      },
      records(),
      {
        open: (folder) => {
          tally.rejects.open(folder);
        },
        duplicate: ({ id, source, text }) => {
          const why = `The id ${id} was there before, and ids must be unique.`;
          tally.rejects.add({
            file: source,
            at: null,
            reason: 'duplicate-id',
            why,
            excerpt: text.slice(0, 200),
          });
        },
        close: () => {
          tally.rejects.close();
          return { refused: { ...tally.rejects.counts }, encodings: encodings() };
        },
      },
    );
    tally.rejects.close();
    const { counts } = tally.rejects;
    const refused = (Object.entries(counts) as [Refusal, number][]).filter(([, count]) => count > 0);
    refused.sort((one, other) => other[1] - one[1]);
    const count = (value: number): string => value.toLocaleString('en-US');
    const why = refused.map(([reason, n]) => `${count(n)} ${reason}`).join(', ');
    return {
      summary: `${count(dataset.records)} records, ${count(dataset.bytes)} bytes of text${why === '' ? '' : `; refused: ${why}`}.`,
      reasons: refused.map(([reason, records]) => ({ reason, records, bytes: 0 })),
      details: { refused: { ...counts }, encodings: encodings() },
    };
  },
});
