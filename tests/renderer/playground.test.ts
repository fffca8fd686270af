import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../preload/contract/contract.ts';
import {
  checkSampling,
  draft,
  progressWords,
  Writing,
} from '../../renderer/views/playground/playground.svelte.ts';
import { FixtureLab } from './fixture-lab.ts';

function open() {
  const lab = new FixtureLab('done');
  const client = {
    call: (name: never, input: never) => Promise.resolve().then(() => lab.call(name, input)),
    onChange: () => () => undefined,
  } as unknown as LabClient;
  const check = checkSampling({ ...draft.sampling });
  if (!check.ok) throw new Error(check.message);
  return { lab, settings: check.settings, writing: new Writing(client, 'runs/a', 'def f():\n') };
}

describe('a writing', () => {
  it('gathers every token once, in order, and ends', async () => {
    const { writing, settings, lab } = open();
    await writing.write(settings);
    expect(writing.isOpen).toBe(false);
    expect(writing.text).toContain('for letter in text:');
    expect(writing.tokens.map(({ token }) => token)).toEqual(writing.tokens.map((_, at) => at));
    const asked = lab.calls.filter(({ name }) => name === 'playground.read');
    expect(asked.map(({ input }) => (input as { after: number }).after)).toEqual([
      0, 3, 6, 9, 12, 15, 18, 21,
    ]);
    expect(progressWords(writing.progress, 23)).toBe(
      '23 tokens, 115 tokens/s; ended where the function ends',
    );
  });

  it('can be stopped while it waits for the next token, and keeps what it has', async () => {
    const { writing, settings, lab } = open();
    lab.playground.most = 6;
    const written = writing.write(settings);
    while (writing.tokens.length < 6) await new Promise((done) => setTimeout(done, 5));
    await writing.stop();
    await written;
    expect(writing.progress.state).toBe('stopped');
    expect(writing.tokens).toHaveLength(6);
  });

  it('can be stopped before it began', async () => {
    const { writing, settings } = open();
    const written = writing.write(settings);
    await writing.stop();
    await written;
    expect(writing.progress.state).toBe('stopped');
  });

  it('is run with its prompt, and says whether anything was asserted', async () => {
    const { writing, settings, lab } = open();
    await writing.write(settings);
    await writing.judge('assert f() == 4');
    expect(lab.calls.at(-1)!.input).toEqual({
      program: `def f():\n${writing.text}`,
      asserts: 'assert f() == 4',
    });
    expect(writing.judging).toMatchObject({ verdict: { verdict: 'wrong-answer' }, asserted: true });
    await writing.judge(' ');
    expect(writing.judging).toMatchObject({ verdict: { verdict: 'passed' }, asserted: false });
  });
});

describe('what is typed', () => {
  it.each([
    ['temperature', { temperature: '5' }],
    ['topP', { topP: '' }],
    ['topK', { topK: '1.5' }],
    ['maxTokens', { maxTokens: '0' }],
    ['seed', { seed: 'x' }],
  ] as const)('is refused with a sentence where %s is wrong', (field, change) => {
    expect(checkSampling({ ...draft.sampling, ...change })).toMatchObject({ ok: false, field });
  });
});
