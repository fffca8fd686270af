import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder, writeFolder } from '../../../main/node/files/atomic-folder.ts';
import { replaceText, writeTextFlushed } from '../../../main/node/files/durable-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-atomic-'));
});
afterEach(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

describe('folders that are whole or absent', () => {
  it('leaves nothing behind when writing fails', async () => {
    const failing = writeFolder(join(folder, 'a'), async (inside) => {
      await writeTextFlushed(join(inside, 'half.txt'), 'half');
      throw Object.assign(new Error('no space'), { code: 'ENOSPC', errno: -28 });
    });
    await expect(failing).rejects.toThrow(/disk is full/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('replaces an older folder and what a killed writer left', async () => {
    await mkdir(join(folder, '.partial-a'));
    await writeFile(join(folder, '.partial-a', 'rubbish'), 'x');
    for (const text of ['old', 'new']) {
      await writeFolder(join(folder, 'a'), (inside) => writeTextFlushed(join(inside, 'text'), text));
    }
    expect(await readFile(join(folder, 'a', 'text'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readdir(join(folder, 'a'))).toEqual(['text']);
  });

  it('replaces a text in one step and removes a folder whole', async () => {
    await replaceText(join(folder, 'plan.json'), '1');
    await replaceText(join(folder, 'plan.json'), '2');
    expect(await readFile(join(folder, 'plan.json'), 'utf8')).toBe('2');
    await mkdir(join(folder, 'b', 'c'), { recursive: true });
    await removeFolder(join(folder, 'b'));
    expect(await readdir(folder)).toEqual(['plan.json']);
  });

  it('names the file that stands where a folder should be', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeFolder(join(folder, 'file', 'a'), () => Promise.resolve())).rejects.toThrow(
      /a part of its path, is a file; choose another folder/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('says that a folder is not writable', async () => {
    await chmod(folder, 0o555);
    await expect(writeFolder(join(folder, 'a'), () => Promise.resolve())).rejects.toThrow(
      /permission denied; choose another folder/,
    );
  });
});
