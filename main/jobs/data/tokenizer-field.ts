import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { OperationField } from '../../core/operation-field.ts';

export const tokenizerField: OperationField = {
  name: 'tokenizer',
  label: 'Tokenizer',
  hint: 'Folder of a tokenizer.json, or that file.',
  optional: false,
  type: 'path',
  what: 'any',
  many: false,
  endings: ['.json'],
};

/** The `tokenizer.json` that a path means: itself, or the one in that folder. */
export function tokenizerFile(path: string): string {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'tokenizer.json') : path;
  if (existsSync(file)) return file;
  throw new Failure('no-tokenizer', `There is no tokenizer.json in ${path}; train a tokenizer first.`);
}
