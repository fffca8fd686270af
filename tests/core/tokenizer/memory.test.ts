import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { countPretokens, trainOnPretokens } from '../../../main/core/tokenizer/train.ts';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

// A piece cut from a text would keep the text alive: here 60 texts of a megabyte, each with one word of its own.
test('counting and encoding keep words, not the texts that they are from', () => {
  const text = (at: number): string =>
    `${'x = 1\n'.repeat(170_000)}${'abcdefghij'[at % 10]!.repeat(20 + at)} = 2\n`;
  const counts = new Map<string, number>();
  const tokenizer = trainOnPretokens(countPretokens(['x = 1\n']), { vocabularySize: 257 });
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 60; at++) countPretokens([text(at)], counts);
  for (let at = 0; at < 5; at++) tokenizer.encode(text(at));
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 2 ** 20);
  expect(counts.size).toBeGreaterThan(60);
});
