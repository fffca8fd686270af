import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { DatasetManifest } from '../../node/datasets/manifest.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { removeQuietly } from '../../node/files/durable-file.ts';
import { checkParameters } from './check-parameters.ts';
import { datasetField, datasetParameter } from './fields.ts';
import type { Operation, OperationContext } from './operation.ts';
import { operation } from './operation.ts';
import { originOf } from './origin.ts';
import { commandPlace, projectPlace, type Place } from './place.ts';

/** Makes a derived dataset once more, from its parents and parameters, and says whether it came out the same. */
export const rebuild = operation({
  name: 'rebuild',
  title: 'Rebuild and compare',
  summary: 'Make a dataset once more from what it was made from, in a new place, and compare the hashes.',
  version: 1,
  fields: [datasetField('What to make again.')],
  parameters: z.strictObject({ dataset: datasetParameter }),
  // It is asked for to find out how things are now, so an earlier answer is no answer.
  identity: () => Promise.resolve(randomUUID()),
  async run(context, { dataset: reference }) {
    const dataset = await context.openDataset(reference);
    const { manifest } = dataset;
    const origin = await originOf(dataset);
    if (origin === null) {
      throw new Failure(
        'no-origin',
        `${manifest.name} was made by "${manifest.operation}", and what that was given is not written down or no longer here; run the recipe again to make it anew.`,
      );
    }
    // Its own registry: the list of operations has this one in it, so it is looked up when it is needed.
    const { operationNamed } = await import('./data-job.ts');
    const target = `${dataset.folder}.rebuilt-${randomUUID().slice(0, 8)}`;
    const place = placeOf(context, target);
    const again = operationNamed(origin.operation);
    const made = await runAgain(context, again, origin.parameters, place);
    const twin = made.find(({ role }) => role === origin.role) ?? (made.length === 1 ? made[0] : undefined);
    if (twin === undefined) {
      throw new Failure('no-origin', `${again.title} made nothing that is ${origin.role} this time.`);
    }
    const difference = differenceOf(manifest, twin.manifest);
    if (difference === null) await removeQuietly(target);
    const now = again.version === origin.version ? '' : ` ${again.title} has changed since it was made.`;
    return {
      summary:
        difference === null
          ? `${manifest.name} came out the same: its ${manifest.records.toLocaleString('en-US')} records have the same hash, ${manifest.contentHash.slice(0, 12)}….`
          : `${manifest.name} came out different: ${difference}.${now} What was made now is in ${twin.folder}.`,
      reasons: [],
      details: {
        same: difference === null,
        contentHash: { before: manifest.contentHash, now: twin.manifest.contentHash },
        ...(difference === null ? {} : { difference, folder: twin.folder }),
      },
    };
  },
});

type Made = { readonly role: string; readonly folder: string; readonly manifest: DatasetManifest };

/** Where things are found as before, and everything that is made goes to one new folder. */
function placeOf(context: OperationContext, target: string): Place {
  const place = context.projectDir === null ? commandPlace(process.cwd()) : projectPlace(context.projectDir);
  return {
    ...place,
    outputFolder: (out) => join(target, basename(out)),
    checkpointFolder: () => join(target, 'checkpoint'),
    recordFile: () => null,
  };
}

async function runAgain(
  context: OperationContext,
  again: Operation,
  given: Readonly<Record<string, unknown>>,
  place: Place,
): Promise<readonly Made[]> {
  const checked = await checkParameters(again, given, place);
  if (checked.state === 'wrong') {
    throw new Failure('no-origin', `It cannot be made again: ${checked.problems[0]!.message}`);
  }
  const { runOperation } = await import('./run-operation.ts');
  const { datasets } = await runOperation(again, checked.parameters, place, {
    signal: context.signal,
    progress: ({ doing, done, total, unit }) => {
      context.progress({ doing, done, total, unit });
    },
    // What is made to be compared is no artifact of the project.
    emit: (event) => {
      if (event.type === 'log') context.emit(event);
    },
  });
  const made: Made[] = [];
  for (const { role, folder } of datasets) {
    made.push({ role, folder, manifest: (await openDataset(folder, 'sizes')).manifest });
  }
  return made;
}

/** What differs first, in the order in which one thing follows from another; null where the records are the same. */
function differenceOf(before: DatasetManifest, now: DatasetManifest): string | null {
  if (before.contentHash === now.contentHash) return null;
  const words = (value: number) => value.toLocaleString('en-US');
  if (before.parents.join() !== now.parents.join()) return 'what it is made from has another hash now';
  if (before.records !== now.records)
    return `it has ${words(now.records)} records now, and had ${words(before.records)}`;
  if (before.bytes !== now.bytes)
    return `its texts are ${words(now.bytes)} bytes now, and were ${words(before.bytes)}`;
  if (before.scores.join() !== now.scores.join())
    return `its scores are ${now.scores.join(', ') || 'none'} now, and were ${before.scores.join(', ') || 'none'}`;
  return 'there are as many records and bytes, but some text, score or reason is another';
}
