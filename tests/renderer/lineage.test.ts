import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '../../preload/contract/datasets.ts';
import { crumbsOfRun, lineageOf } from '../../renderer/bridge/lineage.ts';
import { datasets as known } from './fixture-data.ts';

const like = known[0]!;
const dataset = (id: string, ...parents: string[]): DatasetSummary => ({
  ...like,
  id,
  name: id,
  hash: `sha256:${id}`,
  parents,
});
const raw = dataset('raw');
const kept = dataset('kept', 'gone', 'sha256:raw');
const clean = dataset('clean', 'kept');
const all = [clean, raw, kept];

describe('the way to where one is', () => {
  it('leads from the first data to the last, by ids and by hashes, past parents that are gone', () => {
    expect(lineageOf(all, clean).map(({ id }) => id)).toEqual(['raw', 'kept', 'clean']);
  });

  it('ends where it would go round in circles', () => {
    const [one, other] = [dataset('one', 'other'), dataset('other', 'one')];
    expect(lineageOf([one, other], one).map(({ id }) => id)).toEqual(['other', 'one']);
  });

  it('says of a run what it learnt from last, and nothing where its configuration does not say', () => {
    const crumbs = crumbsOfRun({ config: { datasets: ['sha256:raw', 'sha256:clean', 'sha256:away'] } }, all);
    expect(crumbs).toEqual([
      { name: 'raw', href: '#/data/raw' },
      { name: 'kept', href: '#/data/kept' },
      { name: 'clean', href: '#/data/clean' },
    ]);
    expect(crumbsOfRun({ config: {} }, all)).toEqual([]);
    expect(crumbsOfRun({ config: { datasets: 'raw' } }, all)).toEqual([]);
  });
});
