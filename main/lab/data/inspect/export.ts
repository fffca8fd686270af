import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import type { ParsedInput } from '../../../../preload/contract/contract.ts';
import type { DatasetOutputs } from '../../../../preload/contract/datasets.ts';
import { Failure } from '../../../core/failure.ts';
import { exportRecords } from '../../../node/inspect/export.ts';
import { matchesOf } from '../../../node/inspect/matches.ts';
import type { LabParts } from '../../lab.ts';
import { openInProject } from './open.ts';

/** What is read of an export at a time, so that an answer stays small. */
const PIECE_BYTES = 768 * 1024;

const exportsFolder = ({ project }: LabParts): string => join(project.path, 'exports');

/** Writes the records that match as a file: where it was asked for, else into the project's exports. */
export async function exportDataset(
  parts: LabParts,
  { id, format, path, ...query }: ParsedInput<'datasets.export'>,
): Promise<DatasetOutputs['datasets.export']> {
  const dataset = await openInProject(parts, id);
  const target =
    path === undefined || path === ''
      ? await freeName(parts, dataset.manifest.name, format)
      : isAbsolute(path)
        ? path
        : join(exportsFolder(parts), path);
  const made = await exportRecords(dataset, await matchesOf(dataset, query), { path: target, format });
  const folder = exportsFolder(parts);
  const inProject = made.path === join(folder, basename(made.path));
  return { ...made, fileName: inProject ? basename(made.path) : null };
}

/** `kept.jsonl`, `kept-2.jsonl`, …: what was exported before stays. */
async function freeName(parts: LabParts, name: string, format: string): Promise<string> {
  const word = name.replaceAll(/[^\w.+-]+/g, '-');
  for (let turn = 1; ; turn += 1) {
    const path = join(exportsFolder(parts), `${word}${turn === 1 ? '' : `-${turn}`}.${format}`);
    const taken = await stat(path).then(
      () => true,
      () => false,
    );
    if (!taken) return path;
  }
}

/** A piece of an exported file, for a browser that saves it: it asks until there is no more. */
export async function readExport(
  parts: LabParts,
  { fileName, offset }: ParsedInput<'datasets.exported'>,
): Promise<DatasetOutputs['datasets.exported']> {
  const path = join(exportsFolder(parts), basename(fileName));
  const { size } = await stat(path).catch(() => {
    throw new Failure('export-missing', `There is no export ${fileName} in this project; export it again.`);
  });
  const pieces: Buffer[] = [];
  if (offset < size) {
    const stream = createReadStream(path, { start: offset, end: Math.min(size, offset + PIECE_BYTES) - 1 });
    for await (const piece of stream) pieces.push(piece as Buffer);
  }
  const bytes = Buffer.concat(pieces);
  return { base64: bytes.toString('base64'), next: offset + bytes.length < size ? offset + bytes.length : null };
}
