import { describe, expect, test } from 'vitest';
import { conceptCatalogue } from '../../../main/core/teaching/concepts.ts';
import { isHeldOut, pairsOf } from '../../../main/core/teaching/held-out.ts';
import { generateTextbooks } from '../../../main/core/teaching/textbooks.ts';

const sections = [...generateTextbooks({ seed: 1, count: 30_000 })];
const place = new Map(conceptCatalogue.map((concept) => [concept.id, concept.place] as const));

describe('textbooks', () => {
  test('30,000 sections are distinct and the same for the same seed', () => {
    expect(new Set(sections.map((one) => one.text)).size).toBe(30_000);
    expect([...generateTextbooks({ seed: 1, count: 100 })]).toEqual(sections.slice(0, 100));
  });

  test('they are written for many audiences over all topics and concepts', () => {
    expect(new Set(sections.map((one) => one.audience)).size).toBeGreaterThanOrEqual(10);
    expect(new Set(sections.map((one) => one.topic)).size).toBeGreaterThanOrEqual(15);
    const taught = new Set(sections.flatMap((one) => one.concepts));
    expect(conceptCatalogue.filter((concept) => !taught.has(concept.id)).map((concept) => concept.id)).toEqual([]);
  });

  test('every section states the output of a block whose code stands in its text', () => {
    for (const { blocks, text } of sections) {
      expect(blocks.length).toBeGreaterThan(0);
      for (const { code, expectedOutput } of blocks) {
        expect(text).toContain(code.slice(code.lastIndexOf('\nprint(') + 1).trimEnd());
        expect(text).toContain(`: ${expectedOutput}`);
        expect(text).toContain(code.split('\n\n')[0]);
      }
    }
  });

  test('no section teaches a held-out pair', () => {
    const leaks = sections.filter(({ concepts }) => {
      const at = (wanted: string): string | undefined => concepts.find((id) => place.get(id) === wanted);
      const reduction = at('reduction');
      if (reduction === undefined) return false;
      return pairsOf({ filter: at('filter'), mapping: at('mapping'), reduction, finish: at('finish') }).some(([a, b]) => isHeldOut(a, b));
    });
    expect(leaks.map((one) => one.text)).toEqual([]);
  });
}); // prettier-ignore
