import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPrompts } from '../../main/lab/runs/sample-prompts.ts';
import { temporaryFolder } from './open-test-lab.ts';

const read = (name: string, text: string): string[] => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return readPrompts(path);
};

it('reads prompts as text, as JSON and as benchmarks write them', () => {
  expect(read('p.txt', 'def f():\n    """Say hi."""\n---\nx = [\n')).toEqual(['def f():\n    """Say hi."""', 'x = [']);
  expect(read('p.json', '["a", "b\\n"]')).toEqual(['a', 'b\n']);
  expect(read('p.jsonl', '{"task_id":"T/0","prompt":"def f():\\n"}\n\n')).toEqual(['def f():\n']);
});

it.each([
  ['p.txt', '\n---\n', /holds no prompt/],
  ['p.json', '[1]', /not as prompts are written/],
  ['p.jsonl', '{"text":"a"}', /not as prompts are written/],
  ['p.txt', Array(17).fill('x').join('\n---\n'), /holds 17 prompts.*give 16 at most/],
])('says what is wrong with %s holding %j', (name, text, message) => {
  expect(() => read(name, text)).toThrow(message);
});

it('says that a file is not there', () => {
  expect(() => readPrompts('/nowhere/p.txt')).toThrow(/cannot be read/);
});
