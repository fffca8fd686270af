import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { checkOf, chooseCases } from '../../../main/core/teaching/cases.ts';
import { classics } from '../../../main/core/teaching/classics/catalogue.ts';
import { writeClassic } from '../../../main/core/teaching/classics/write.ts';
import { drawComposition } from '../../../main/core/teaching/composition.ts';
import type { Exercise } from '../../../main/core/teaching/lesson.ts';
import { bodyOf, variedBodyOf } from '../../../main/core/teaching/python.ts';
import { createRandom } from '../../../main/core/teaching/random.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { verifyExercises } from '../../../main/node/sandbox/verify-lessons.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const PATIENCE_MS = 120_000;
const exercise = (
  id: string,
  entryPoint: string,
  prompt: string,
  solution: string,
  test: string,
): Exercise => ({
  id,
  topic: '',
  concepts: [],
  difficulty: 1,
  entryPoint,
  prompt,
  solution,
  test,
});

async function failuresOf(exercises: readonly Exercise[]): Promise<string[]> {
  const failed: string[] = [];
  for await (const { exercise: one, outcome } of verifyExercises(sandbox, exercises)) {
    if (outcome.kind === 'failed') failed.push(`${one.id}: ${outcome.reason}\n${one.prompt}${one.solution}`);
  }
  return failed;
}

test(
  'every body of every classic does what the classic says, its locals by any name',
  async () => {
    const random = createRandom(5);
    const written: Exercise[] = [];
    for (const classic of classics) {
      for (const [index, body] of [classic.body, ...(classic.others ?? [])].entries()) {
        const only = { ...classic, body, others: [] };
        let made = 0;
        for (let attempt = 0; attempt < 60 && made < 3; attempt += 1) {
          const one = writeClassic(only, 4, random, made === 0 ? 'plain' : 'free');
          if (one === undefined) continue;
          made += 1;
          written.push(
            exercise(`${classic.id} ${String(index)}`, one.name, `${one.signature}\n`, one.body, one.test),
          );
        }
        expect(made, classic.id).toBe(3);
      }
    }
    expect(written.length).toBeGreaterThan(1_000);
    expect(await failuresOf(written)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a composition written in other hands computes the same',
  async () => {
    const random = createRandom(6);
    const written: Exercise[] = [];
    const bodies = new Set<string>();
    while (written.length < 1_500) {
      const composition = drawComposition(random, { filter: 3, mapping: 3, both: 4, neither: 1 }, 'free');
      const cases = composition && chooseCases(composition, 4, random);
      if (composition === undefined || cases === undefined) continue;
      const names = [composition.parameter, ...(composition.extra ? [composition.extra.name] : [])];
      const body = variedBodyOf(composition, 'f', random).join('\n');
      if (body !== bodyOf(composition).join('\n')) bodies.add(body);
      written.push(
        exercise(String(written.length), 'f', `def f(${names.join(', ')}):\n`, `${body}\n`, checkOf(cases)),
      );
    }
    expect(bodies.size).toBeGreaterThan(1_000);
    expect(await failuresOf(written)).toEqual([]);
  },
  PATIENCE_MS,
);
