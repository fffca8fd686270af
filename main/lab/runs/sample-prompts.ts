import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { MOST_PROMPTS } from '../../node/training/checkpoint-samples.ts';

const texts = z.array(z.string().min(1));
const line = z.object({ prompt: z.string().min(1) });

/**
 * The prompts in a file: a JSON array of texts (`.json`), lines with a `prompt` each as benchmarks have them (`.jsonl`),
 * or plain text with lines of `---` between. Throws a Failure for a file that holds none, or too many.
 */
export function readPrompts(path: string): string[] {
  const prompts = promptsOf(path, textOf(path));
  if (prompts.length > 0 && prompts.length <= MOST_PROMPTS) return prompts;
  throw new Failure(
    'bad-prompts',
    prompts.length === 0
      ? `${path} holds no prompt; write at least one.`
      : `${path} holds ${String(prompts.length)} prompts, and every checkpoint would go on with all of them; give ${String(MOST_PROMPTS)} at most.`,
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('bad-prompts', `The prompts ${path} cannot be read; check the path.`, { cause });
  }
}

function promptsOf(path: string, text: string): string[] {
  if (!/\.jsonl?$/.test(path))
    return text
      .split(/^---[ \t]*\r?\n/m)
      .map((prompt) => prompt.replace(/\r?\n$/, ''))
      .filter((prompt) => prompt.trim() !== '');
  try {
    if (path.endsWith('.json')) return texts.parse(JSON.parse(text));
    const lines = text.split('\n').filter((one) => one.trim() !== '');
    return lines.map((one) => line.parse(JSON.parse(one)).prompt);
  } catch (cause) {
    throw new Failure(
      'bad-prompts',
      `${path} is not as prompts are written; give a JSON array of texts, or lines of {"prompt": …} in a .jsonl file.`,
      { cause },
    );
  }
}
