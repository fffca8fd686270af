import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settingsSchema } from '../../../preload/contract/settings.ts';
import { openSettings } from '../../../main/lab/machine/settings.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-settings-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'deeper', 'settings.json');
}

describe('the settings', () => {
  it('are the defaults where there is no file, and none is made for that', () => {
    const path = newPath();
    const settings = openSettings(path);
    expect(settings.read()).toEqual(settingsSchema.parse({}));
    expect(existsSync(path)).toBe(false);
  });

  it('are kept, and seen by another lab that has the file open', () => {
    const path = newPath();
    const [one, other] = [openSettings(path), openSettings(path)];
    one.change((old) => ({ ...old, threads: 2 }));
    expect(other.read().threads).toBe(2);
    other.change((old) => ({ ...old, theme: 'dark' }));
    expect(one.read()).toMatchObject({ threads: 2, theme: 'dark' });
  });

  it('lie aside and are said when the file is broken, whatever is wrong with it', () => {
    for (const text of ['{"threads": 2', '[]', '{"threads": -3}', '{"teachers": [{"id": "x"}]}', 'null']) {
      const path = newPath();
      openSettings(path).change((old) => old);
      writeFileSync(path, text);
      const settings = openSettings(path);
      expect(settings.read()).toEqual(settingsSchema.parse({}));
      const folder = join(path, '..');
      const [aside] = readdirSync(folder);
      expect(aside).toMatch(/^settings\.json\.broken-\d{8}T\d{6}$/);
      expect(readFileSync(join(folder, aside!), 'utf8')).toBe(text);
      expect(settings.notice()).toContain(aside!);
      // What is set from then on is kept.
      expect(settings.change((old) => ({ ...old, jobsAtOnce: 2 })).jobsAtOnce).toBe(2);
      expect(openSettings(path).read().jobsAtOnce).toBe(2);
    }
  });

  it('refuse a change that would not be read again', () => {
    const settings = openSettings(newPath());
    expect(() => settings.change((old) => ({ ...old, jobsAtOnce: 0 }))).toThrow(/jobsAtOnce/);
    expect(settings.read().jobsAtOnce).toBe(1);
  });
});
