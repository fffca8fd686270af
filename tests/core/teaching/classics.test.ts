import { expect, test } from 'vitest';
import { classics } from '../../../main/core/teaching/classics/catalogue.ts';
import { namesIn } from '../../../main/core/teaching/python-text.ts';

test('every classic is an order to a reader, in sentences, about parameters that it has', () => {
  for (const { id, docs, lesson, parameters } of classics) {
    expect(docs.length, id).toBeGreaterThan(1);
    expect(new Set(docs).size, id).toBe(docs.length);
    for (const doc of docs) {
      expect(doc, id).toMatch(/^[A-Z][^]*[^.]\.$/);
      const named = new Set([...doc.matchAll(/\$(\d)/g)].map(([, place]) => Number(place)));
      expect([...named].sort(), doc).toEqual(parameters.map((_, index) => index + 1));
    }
    expect(lesson, id).toMatch(/^[^]{20,}[.)]$/);
  }
});

test('every hole is filled and every fill has a hole', () => {
  for (const { id, docs, body, others = [], holes = {}, linked = [] } of classics) {
    const text = [...docs, ...body, ...others.flat()].join('\n');
    const used = new Set([...text.matchAll(/@([A-Za-z])/g)].map(([, hole]) => hole!.toUpperCase()));
    expect([...used].sort(), id).toEqual(Object.keys(holes).sort());
    const lengths = new Set(linked.map((hole) => holes[hole]?.length));
    expect(lengths.size, id).toBeLessThan(2);
  }
});

test('bodies use each parameter and are indented by four', () => {
  for (const { id, body, others = [], parameters } of classics) {
    for (const lines of [body, ...others]) {
      for (const [index] of parameters.entries())
        expect(lines.join('\n'), id).toContain(`$${String(index + 1)}`);
      for (const line of lines) expect(/^ */.exec(line)![0].length % 4, `${id}: ${line}`).toBe(0);
      expect(namesIn(lines.join('\n')).has('print'), id).toBe(false);
    }
  }
});
