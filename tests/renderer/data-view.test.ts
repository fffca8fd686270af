import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inside } from '../../renderer/charts/lasso.ts';
import { placeOf, toCsv } from '../../renderer/views/data/sql-text.ts';
import { edgePath, placesOf, related } from '../../renderer/views/data/lineage-places.ts';
import { pointColours } from '../../renderer/views/data/map/point-colours.ts';
import { OperationForm, sentValue } from '../../renderer/views/data/operations/operation-form.svelte.ts';
import { lineage, operations } from './fixture-inspect.ts';
import { FixtureLab } from './fixture-lab.ts';
import type { LabClient } from '../../preload/contract/contract.ts';
import type { OperationField } from '../../preload/contract/operations.ts';

describe('a lasso', () => {
  it('holds what lies within its line, whatever way it was drawn', () => {
    const square = [
      { x: 1, y: 1 },
      { x: 3, y: 1 },
      { x: 3, y: 3 },
      { x: 1, y: 3 },
    ];
    for (const line of [square, [...square].reverse()]) {
      expect(inside(line, { x: 2, y: 2 })).toBe(true);
      expect(inside(line, { x: 0, y: 2 })).toBe(false);
      expect(inside(line, { x: 2, y: 4 })).toBe(false);
    }
  });

  it('of a triangle holds its centre and nothing beyond its corners', () => {
    const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
    const point = fc.record({ x: coordinate, y: coordinate });
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const area = Math.abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
        fc.pre(area > 1);
        const centre = { x: (a.x + b.x + c.x) / 3, y: (a.y + b.y + c.y) / 3 };
        expect(inside([a, b, c], centre)).toBe(true);
        expect(inside([a, b, c], { x: 200, y: centre.y })).toBe(false);
      }),
    );
  });
});

describe('the colours of a map', () => {
  it('put about as many points into each shade of a number, and name every shade they use', () => {
    const values = Array.from({ length: 100 }, (_, at) => at ** 4);
    const { colours, legend } = pointColours([...values, null]);
    for (const { colour } of legend.slice(0, 5))
      expect(colours.filter((one) => one === colour)).toHaveLength(20);
    expect(legend.map(({ words }) => words)[0]).toBe('0 – 160000');
    expect(legend.at(-1)!.words).toBe('none');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer(), fc.constant(null), fc.string()), { minLength: 1 }),
        (any) => {
          const painted = pointColours(any);
          expect(painted.colours).toHaveLength(any.length);
          const named = new Set(painted.legend.map(({ colour }) => colour));
          expect(painted.colours.filter((colour) => !named.has(colour))).toEqual([]);
        },
      ),
    );
  });
});

describe('the lineage', () => {
  it('of one thing holds what it came from and what came from it, with the tokenizer of its runs', () => {
    const [raw, kept, dropped] = [lineage.columns[1]![0]!, ...lineage.columns[3]!];
    expect([...related(lineage, kept!.id)!].sort()).toEqual(
      ['source', raw.id, 'forest', kept!.id, 'run run-1', 'eval-1', 'bpe'].sort(),
    );
    expect([...related(lineage, dropped!.id)!].sort()).toEqual(['source', raw.id, dropped!.id].sort());
    expect(related(lineage, 'gone')).toBeNull();
  });

  it('stands in columns in which no two boxes overlap, and every line goes to the right', () => {
    const { places, edges, width, height } = placesOf(lineage, null);
    expect(places).toHaveLength(8);
    expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(8);
    for (const { x, y } of places) {
      expect(x + 148).toBeLessThanOrEqual(width);
      expect(y + 40).toBeLessThanOrEqual(height);
    }
    for (const edge of edges) {
      expect(edge.to.x).toBeGreaterThan(edge.from.x);
      expect(edgePath(edge)).toMatch(/^M[\d.]+ [\d.]+C/);
    }
    expect(placesOf(lineage, new Set(['bpe'])).places).toHaveLength(1);
  });
});

describe('SQL as text', () => {
  it('shows the line of an error with a caret under the place', () => {
    expect(placeOf('SELECT\n  foo', 9)).toEqual({ row: 2, column: 3, line: '  foo', caret: '  ^' });
    const long = placeOf(`SELECT ${'x'.repeat(200)}, foo`, 209);
    expect(long.line[long.caret.length - 1]).toBe('f');
  });

  it('saves cells so that a spreadsheet reads them back', () => {
    const columns = [
      { name: 'a', type: 'VARCHAR' },
      { name: 'b,c', type: 'BIGINT' },
    ];
    const answer = { state: 'rows', columns, rows: [['x "y"\n', null]], more: false, elapsedMs: 1 } as const;
    expect(toCsv(answer)).toBe('a,"b,c"\r\n"x ""y""\n",\r\n');
  });
});

describe('the form of an operation', () => {
  const client = (lab: FixtureLab): LabClient => ({
    call: ((name: never, input: never) =>
      Promise.resolve().then(() => lab.call(name, input))) as LabClient['call'],
    onChange: (listener) => lab.onChange(listener),
  });
  const dedup = operations.find(({ name }) => name === 'dedup')!;

  it('sends what is shown and filled in, numbers as numbers, and leaves words for the lab to refuse', async () => {
    const lab = new FixtureLab('done');
    const form = new OperationForm(client(lab), dedup, { dataset: 'd-kept' });
    form.set('similarity', '0,75');
    expect(form.parameters).toEqual({ dataset: 'd-kept', by: 'near', similarity: 0.75, seed: 1 });
    form.set('seed', 'one');
    form.set('by', 'exact');
    expect(form.parameters).toEqual({ dataset: 'd-kept', by: 'exact', seed: 'one' });
    await form.start();
    expect(form.job?.id).toBe('job-data');
  });

  it('shows a problem at its field until the field is changed', async () => {
    const form = new OperationForm(client(new FixtureLab('done')), operations[0]!, { out: 'a b' });
    await form.start();
    expect([...form.problems]).toEqual([['out', 'a b is no name for a dataset.']]);
    form.set('out', 'ab');
    expect(form.problems.size).toBe(0);
  });

  it('takes one path a line', () => {
    const field = operations[0]!.fields[0] as OperationField;
    expect(sentValue(field, ' /a \n\n/b\n')).toEqual(['/a', '/b']);
    expect(sentValue(field, '\n')).toBeUndefined();
  });
});
