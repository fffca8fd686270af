import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../preload/contract/contract.ts';
import { LabelSitting, wordOfKey } from '../../renderer/views/label/label-sitting.svelte.ts';
import { FixtureLab } from './fixture-lab.ts';

async function sit() {
  const lab = new FixtureLab('done');
  const client = {
    call: (name: never, input: never) => Promise.resolve().then(() => lab.call(name, input)),
    onChange: () => () => undefined,
  } as unknown as LabClient;
  const view = await client.call('labels.session', { id: 'first-sample' });
  const sitting = new LabelSitting(client, view);
  const settle = () => new Promise((done) => setTimeout(done, 5));
  await settle();
  return { lab, sitting, settle, said: () => lab.calls.filter(({ name }) => name === 'labels.say') };
}

describe('a sitting', () => {
  it('begins with the first text that nothing was said of', async () => {
    const { sitting } = await sit();
    expect(sitting.at).toBe(6);
    expect(sitting.text).toContain('part 6');
    expect([sitting.labelled, sitting.skipped, sitting.pending]).toEqual([5, 1, 6]);
  });

  it('keeps a label and goes on to the next text', async () => {
    const { sitting, said } = await sit();
    await sitting.say({ kind: 'label', label: 4 });
    expect(said()).toEqual([
      {
        name: 'labels.say',
        input: { id: 'first-sample', recordId: 'python-stdlib/part6.py', said: { kind: 'label', label: 4 } },
      },
    ]);
    expect(sitting.at).toBe(7);
    expect(sitting.items[6]).toMatchObject({ state: 'labelled', label: 4 });
  });

  it('gives each of many quick keys a text of its own', async () => {
    const { sitting, said } = await sit();
    await Promise.all([
      sitting.say({ kind: 'label', label: 1 }),
      sitting.say({ kind: 'skip' }),
      sitting.say({ kind: 'label', label: 3 }),
    ]);
    expect(said().map(({ input }) => (input as { recordId: string }).recordId)).toEqual([
      'python-stdlib/part6.py',
      'python-stdlib/part7.py',
      'python-stdlib/part8.py',
    ]);
    expect([sitting.labelled, sitting.skipped, sitting.pending]).toEqual([7, 2, 3]);
  });

  it('takes back what was said last, and shows it again', async () => {
    const { sitting, said } = await sit();
    await sitting.say({ kind: 'label', label: 2 });
    await sitting.undo();
    expect(sitting.at).toBe(6);
    expect(sitting.items[6]).toMatchObject({ state: 'pending', label: null });
    expect(said().at(-1)!.input).toMatchObject({ said: { kind: 'undone' } });
    // What was said in an earlier sitting too.
    await sitting.undo();
    expect(sitting.at).toBe(5);
  });

  it('stays on a text whose label could not be saved, and says why', async () => {
    const { sitting, lab } = await sit();
    lab.labels.failure = 'The disk is full; free some space and resume.';
    await sitting.say({ kind: 'label', label: 5 });
    expect(sitting.at).toBe(6);
    expect(sitting.items[6]!.state).toBe('pending');
    expect(sitting.failure!.message).toContain('disk is full');
    lab.labels.failure = null;
    await sitting.say({ kind: 'label', label: 5 });
    expect(sitting.failure).toBeNull();
    expect(sitting.at).toBe(7);
  });

  it('can be leafed through, and a label given before can be changed', async () => {
    const { sitting, settle } = await sit();
    sitting.go(0);
    await settle();
    expect(sitting.text).toContain('part 0');
    await sitting.say({ kind: 'label', label: 5 });
    expect(sitting.items[0]!.label).toBe(5);
    expect(sitting.at).toBe(6);
    sitting.go(99);
    expect(sitting.at).toBe(11);
    sitting.go(-3);
    expect(sitting.at).toBe(0);
  });
});

describe('keys while labelling', () => {
  const labels = [1, 2, 3, 4, 5];
  it.each([
    ['3', { kind: 'label', label: 3 }],
    ['s', { kind: 'skip' }],
    ['S', { kind: 'skip' }],
    ['z', 'undo'],
    ['g', 'guidelines'],
    ['j', 'next'],
    ['ArrowLeft', 'back'],
    ['6', null],
    ['0', null],
    [' ', null],
    ['Enter', null],
  ])('%s', (key, word) => {
    expect(wordOfKey(key, labels)).toEqual(word);
  });
});
