import { describe, expect, it } from 'vitest';
import { teacherSchema } from '../../preload/contract/settings.ts';
import { gpuWords } from '../../renderer/controls/load-words.ts';
import { rowsFor, SECTIONS } from '../../renderer/views/settings/settings-rows.ts';
import { checkTeacher, draftOf, freeId, newTeacher } from '../../renderer/views/settings/teacher-draft.ts';
import { engineWords, wantsMeasuring } from '../../renderer/views/welcome/welcome.ts';
import { enginesAt } from './fixture-engines.ts';

describe('the search in the settings', () => {
  it('finds a setting by its title, by what it does and by other words for it, in any order', () => {
    expect([...rowsFor('dark')]).toEqual(['theme']);
    expect([...rowsFor('TELEMETRY')]).toEqual(['privacy']);
    expect([...rowsFor('key openai')]).toEqual(['teachers']);
    expect(rowsFor('cores').has('threads')).toBe(true);
    expect(rowsFor('')).toEqual(new Set(SECTIONS.flatMap(({ rows }) => rows.map(({ id }) => id))));
    expect(rowsFor('no such thing').size).toBe(0);
  });
});

describe('the form of a teacher', () => {
  const draft = {
    ...newTeacher({ available: true }),
    name: 'GPT 5 mini',
    baseUrl: 'https://x.example/v1',
    model: 'm',
  };

  it('gives what the contract takes, with a key only where one is kept', () => {
    const check = checkTeacher({ ...draft, key: ' sk-1 ', priceIn: '0.5', priceOut: '' }, ['gpt-5-mini']);
    expect(check).toMatchObject({
      ok: true,
      key: 'sk-1',
      teacher: { id: 'gpt-5-mini-2', price: { input: 0.5, output: 0 } },
    });
    expect(check.ok && teacherSchema.safeParse(check.teacher).success).toBe(true);
    const named = checkTeacher({ ...draft, keyKind: 'environment', variable: 'MY_KEY', key: 'sk-1' }, []);
    expect(named).toMatchObject({
      ok: true,
      key: undefined,
      teacher: { key: { kind: 'environment', variable: 'MY_KEY' }, price: null },
    });
  });

  it('says what is wrong with which field', () => {
    const field = (change: object) => {
      const check = checkTeacher({ ...draft, ...change }, []);
      return check.ok ? null : check.field;
    };
    expect(field({ name: ' ' })).toBe('name');
    expect(field({ baseUrl: 'ftp://x' })).toBe('baseUrl');
    expect(field({ baseUrl: 'nonsense' })).toBe('baseUrl');
    expect(field({ model: '' })).toBe('model');
    expect(field({ keyKind: 'environment', variable: '1 A' })).toBe('key');
    expect(field({ priceIn: 'much' })).toBe('price');
    const check = checkTeacher({ ...draft, name: '' }, []);
    expect(!check.ok && check.message).toBe('The name must not be empty.');
  });

  it('takes a teacher up as it is, and never its key', () => {
    const check = checkTeacher(draft, []);
    if (!check.ok) throw new Error(check.message);
    const again = draftOf({ ...check.teacher, keyState: 'present', keyVariable: null });
    expect(again).toMatchObject({ id: 'gpt-5-mini', key: '' });
    expect(checkTeacher(again, ['gpt-5-mini'])).toMatchObject({
      ok: true,
      teacher: check.teacher,
      key: undefined,
    });
    expect(freeId('Ünïcode!', [])).toBe('n-code');
    expect(freeId('!!', ['teacher'])).toBe('teacher-2');
  });
});

describe('words for the machine', () => {
  it('leaves out what a card does not say', () => {
    const card = {
      name: 'x',
      utilisation: 0.97,
      memoryUsedMiB: 18_211,
      memoryTotalMiB: 24_564,
      temperature: 71,
      powerWatts: 412.3,
      powerLimitWatts: 450,
    };
    expect(gpuWords(card)).toBe('97 %, 19.1 of 25.8 GB, 71 °C, 412 W');
    expect(gpuWords({ ...card, memoryTotalMiB: null, powerWatts: null, temperature: null })).toBe(
      '97 %, 19.1 GB',
    );
  });

  it('tries the default engine where it was not, and says what was seen', () => {
    expect(wantsMeasuring(enginesAt('first').engines)).toBe('onnxruntime');
    expect(wantsMeasuring(enginesAt('done').engines)).toBeNull();
    expect(engineWords(enginesAt('done').engines).sentence).toMatch(
      /trains a small model at [\d,]+ tokens a second/,
    );
    expect(engineWords([])).toMatchObject({ ready: false });
  });
});
