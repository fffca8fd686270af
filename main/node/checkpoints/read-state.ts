import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { trainerStateSchema } from './trainer-state.ts';
import type { TrainerState } from './trainer-state.ts';

/** Reads a JSON file and checks it; the sentence names the file and the first thing that is wrong with it. */
export async function readChecked<T>(path: string, schema: z.ZodType<T>, code: string): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure(code, `${path} cannot be read; check the path and its permissions.`, { cause });
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new Failure(code, `${path} is not JSON; the checkpoint is damaged, use another one.`, { cause });
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw new Failure(code, `${path} is not what is expected${where}: ${issue.message}.`);
}

/** The trainer's state in a checkpoint folder. */
export function readTrainerState(checkpoint: string): Promise<TrainerState> {
  return readChecked(join(checkpoint, 'trainer', 'state.json'), trainerStateSchema, 'bad-checkpoint');
}
