import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { Axis } from '../../core/teaching/combinations.ts';
import { listLines, parsePromptFile, type PromptFile } from '../../core/teaching/prompt-file.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { resourcePath } from '../runtime/resources.ts';

/**
 * Prompts (`*.md`) and the lists that fill their slots (`*.txt`). Hornbook brings some; a file of the same name in the
 * person's folder, and any other there, is used instead.
 */
export type PromptLibrary = {
  /** Where edited files go. */
  readonly folder: string;
  /** Names of all files, both folders together. */
  list(): string[];
  /** @throws Failure `prompt-missing`. */
  read(file: string): string;
  isEdited(file: string): boolean;
  /** Whether it can be taken back to a text that Hornbook brings. */
  isBuiltIn(file: string): boolean;
  /** Checks a text before it is written. @throws Failure `prompt-file`, `prompt-slot`, `prompt-list`. */
  save(file: string, text: string): void;
  /** Takes back what was edited; a file of the person's own is removed. */
  reset(file: string): void;
};

export function openPromptLibrary(folder: string): PromptLibrary {
  const builtIn = resourcePath('prompts');
  const namesIn = (path: string): string[] =>
    existsSync(path) ? readdirSync(path).filter((name) => /\.(?:md|txt)$/.test(name)) : [];
  const own = (file: string): string => {
    if (!/^[\w-]+\.(?:md|txt)$/.test(file) || basename(file) !== file) {
      throw new Failure(
        'prompt-missing',
        `${file} is no name of a prompt; use letters, digits and -, and .md or .txt.`,
      );
    }
    return join(folder, file);
  };
  return {
    folder,
    list: () => [...new Set([...namesIn(builtIn), ...namesIn(folder)])].sort(),
    read(file) {
      for (const path of [own(file), join(builtIn, file)]) {
        if (existsSync(path)) return readFileSync(path, 'utf8');
      }
      throw new Failure(
        'prompt-missing',
        `There is no ${file} in ${folder} or among the prompts of Hornbook.`,
      );
    },
    isEdited: (file) => existsSync(own(file)),
    isBuiltIn: (file) => existsSync(join(builtIn, file)),
    save(file, text) {
      const path = own(file);
      if (file.endsWith('.md')) parsePromptFile(file, text);
      else requireLines(file, text);
      mkdirSync(folder, { recursive: true });
      writeFileDurably(path, text);
    },
    reset(file) {
      rmSync(own(file), { force: true });
    },
  };
}

function requireLines(file: string, text: string): string[] {
  const lines = listLines(text);
  if (lines.length === 0) {
    throw new Failure('prompt-list', `The list ${file} has no lines; write at least one.`);
  }
  return lines;
}

export type OpenPrompt = {
  readonly prompt: PromptFile;
  /** One for each slot that is filled from a list. */
  readonly axes: readonly Axis[];
  /** Of the prompt and its lists. */
  readonly hash: string;
};

/** A prompt with the lists of its slots. @throws Failure naming the file, and the slot where it is about one. */
export function openPrompt(library: PromptLibrary, file: string): OpenPrompt {
  const text = library.read(file);
  const prompt = parsePromptFile(file, text);
  const axes: Axis[] = [];
  for (const [slot, type] of prompt.slots) {
    if (type.kind !== 'list') continue;
    if (!library.list().includes(type.file)) {
      throw new Failure(
        'prompt-slot',
        `The prompt ${file}: the slot ${slot} is filled from ${type.file}, and there is no such list; write it into ${library.folder}.`,
      );
    }
    axes.push({ slot, values: requireLines(type.file, library.read(type.file)) });
  }
  const lists = axes.map(({ slot, values }) => ({ slot, values: [...values] }));
  return { prompt, axes, hash: sha256(canonicalJson({ text, lists })) };
}
