import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Teacher } from '../../preload/contract/settings.ts';
import { settingsSchema } from '../../preload/contract/settings.ts';
import { makeCalls } from '../../main/lab/calls.ts';
import { dispatch } from '../../main/lab/dispatch.ts';
import type { Keychain } from '../../main/lab/machine/keychain.ts';
import { closeLabParts, openLabParts } from '../../main/lab/lab.ts';
import { jobEnvironment, openSettings } from '../../main/lab/machine/settings.ts';
import { scriptedJob, temporaryFolder } from './open-test-lab.ts';

const teacher: Teacher = {
  id: 'local',
  name: 'Local model',
  baseUrl: 'http://127.0.0.1:8080/v1',
  model: 'qwen',
  key: { kind: 'keychain' },
  price: { input: 0.5, output: 1.5 },
};

/** Keys in memory, as a system's keychain holds them. */
function memoryKeychain(): Keychain & { readonly keys: Map<string, string> } {
  const keys = new Map<string, string>();
  return {
    keys,
    view: () => ({ available: true }),
    get: (name) => keys.get(name) ?? null,
    set: (name, key) => keys.set(name, key),
    remove: (name) => keys.delete(name),
  };
}

async function openSettingsLab(keychain?: Keychain) {
  const folder = temporaryFolder();
  const path = join(folder, 'settings.json');
  const parts = await openLabParts({
    projectPath: join(folder, 'project'),
    door: 'browser',
    jobEntry: () => scriptedJob,
    settings: openSettings(path),
    ...(keychain ? { keychain } : {}),
  });
  onTestFinished(() => closeLabParts(parts));
  return { parts, path, calls: makeCalls(parts) };
}

describe('the settings of a lab', () => {
  it('keep a key in the keychain and nowhere else', async () => {
    const keychain = memoryKeychain();
    const { calls, path } = await openSettingsLab(keychain);
    const view = await calls['settings.saveTeacher']({ teacher, key: 'sk-very-secret-key' });
    expect(view.teachers).toEqual([
      { ...teacher, keyState: 'present', keyVariable: 'HORNBOOK_TEACHER_KEY_LOCAL' },
    ]);
    expect(keychain.keys.get('local')).toBe('sk-very-secret-key');
    expect(readFileSync(path, 'utf8')).not.toContain('secret');
    expect(JSON.stringify(await calls['settings.view'](undefined))).not.toContain('secret');
    expect((await calls['settings.diagnostics'](undefined)).text).not.toContain('secret');
    // Changed without a new key it keeps the old one; removed, it takes its key along.
    await calls['settings.saveTeacher']({ teacher: { ...teacher, model: 'other' } });
    expect(keychain.keys.size).toBe(1);
    await calls['settings.removeTeacher']({ id: 'local' });
    expect(keychain.keys.size).toBe(0);
  });

  it('take no key at a door without a keychain, and name the variable that holds it instead', async () => {
    const { calls, path } = await openSettingsLab();
    await expect(
      (async () => calls['settings.saveTeacher']({ teacher, key: 'sk-very-secret-key' }))(),
    ).rejects.toMatchObject({ code: 'no-keychain' });
    const named: Teacher = { ...teacher, key: { kind: 'environment', variable: 'HORNBOOK_TEST_KEY' } };
    const missing = await calls['settings.saveTeacher']({ teacher: named });
    expect(missing.teachers[0]?.keyState).toBe('missing');
    process.env['HORNBOOK_TEST_KEY'] = 'sk-very-secret-key';
    onTestFinished(() => {
      delete process.env['HORNBOOK_TEST_KEY'];
    });
    expect((await calls['settings.view'](undefined)).teachers[0]?.keyState).toBe('present');
    expect(readFileSync(path, 'utf8')).not.toContain('secret');
  });

  it('hand a key to the process of a job that names its teacher, and to no other', () => {
    const keychain = memoryKeychain();
    keychain.set('local', 'sk-1');
    const settings = settingsSchema.parse({ teachers: [teacher] });
    const given = { HORNBOOK_TEACHER_KEY_LOCAL: 'sk-1' };
    const keyVariable = 'HORNBOOK_TEACHER_KEY_LOCAL';
    expect(jobEnvironment(settings, keychain, { keyVariable })).toEqual(given);
    expect(jobEnvironment(settings, keychain, { operation: 'teach', parameters: { keyVariable } })).toEqual(given);
    expect(jobEnvironment(settings, keychain, { keyVariable: 'HORNBOOK_TEACHER_KEY_OTHER' })).toEqual({});
    expect(jobEnvironment(settings, keychain, { parameters: 3, keyVariable: [keyVariable] })).toEqual({});
  });

  it('refuse at the door what would not hold', async () => {
    const { calls } = await openSettingsLab();
    const ask = (call: string, input: unknown) => dispatch(calls, { id: 1, call, input });
    for (const [call, input] of [
      ['settings.change', { threads: 0 }],
      ['settings.change', { theme: 'pink' }],
      ['settings.saveTeacher', { teacher: { ...teacher, baseUrl: 'file:///etc/passwd' } }],
      ['settings.saveTeacher', { teacher: { ...teacher, key: { kind: 'environment', variable: 'A B' } } }],
      ['settings.saveTeacher', { teacher: { ...teacher, id: '../x' } }],
    ] as const) {
      expect(await ask(call, input)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    }
    expect(await ask('settings.change', { engine: 'abacus' })).toMatchObject({ error: { code: 'unknown-engine' } });
  });

  it('give a recipe started in a window its threads, unless it names its own', async () => {
    const { parts, calls } = await openSettingsLab();
    await calls['settings.change']({ threads: 3 });
    const order = { minutes: 1, seed: 1, rawPaths: [] };
    const job = await calls['recipe.start'](order);
    expect(parts.supervisor.read(job.id).params).toEqual({ ...order, threads: 3 });
    await calls['jobs.stop']({ id: job.id, save: false });
  });
});
