import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, commandOf, isCommandName, MENUS } from '../../preload/contract/commands.ts';
import { keyBindings, shownKeys } from '../../renderer/bridge/command-keys.ts';
import { commandItems, projectItems, rank, remember } from '../../renderer/bridge/palette.ts';
import type { LabClient } from '../../preload/contract/contract.ts';
import { parseRoute } from '../../renderer/bridge/route.ts';
import { FixtureLab } from './fixture-lab.ts';

const client = (moment: 'first' | 'done'): LabClient => {
  const lab = new FixtureLab(moment);
  const call = (name: never, input: never): Promise<unknown> => Promise.resolve(lab.call(name, input));
  return { call, onChange: () => () => undefined } as unknown as LabClient;
};

describe('the commands', () => {
  it('have titles and keys of their own, and none begins what another is', () => {
    const titles = COMMAND_NAMES.map((name) => commandOf(name).title);
    expect(new Set(titles).size).toBe(titles.length);
    const keys = COMMAND_NAMES.flatMap((name) => commandOf(name).keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const one of keys) expect(keys.filter((other) => other.startsWith(`${one} `))).toEqual([]);
  });

  it('stand in menus that there are, with an accelerator only where the page has the keys', () => {
    for (const name of COMMAND_NAMES) {
      const { menu, keys } = commandOf(name);
      if (menu === undefined) continue;
      expect(MENUS).toContain(menu.in);
      if (menu.accelerator !== undefined) expect(keys).toContain('$mod');
    }
  });

  it('are told apart from whatever else a menu could send', () => {
    expect(isCommandName('go.recipe')).toBe(true);
    for (const other of ['toString', '__proto__', '', 3, null]) expect(isCommandName(other)).toBe(false);
  });

  it('run by their keys, letters only while nobody writes', () => {
    const ran: string[] = [];
    const press = (keys: string, typing: boolean): void => {
      const bindings = keyBindings(
        (name) => ran.push(name),
        () => typing,
      );
      bindings[keys]!({ preventDefault: () => undefined } as KeyboardEvent);
    };
    press('g u', false);
    press('g u', true);
    press('$mod+k', true);
    expect(ran).toEqual(['go.runs', 'palette.open']);
  });

  it('show keys as the board prints them', () => {
    expect(shownKeys('g r', 'Linux x86_64')).toEqual({ keys: ['g', 'r'], then: true });
    expect(shownKeys('$mod+k', 'Linux x86_64').keys).toEqual(['Ctrl', 'K']);
    expect(shownKeys('$mod+k', 'MacIntel').keys).toEqual(['⌘', 'K']);
    expect(shownKeys('Shift+?', 'Win32').keys).toEqual(['?']);
  });
});

describe('the palette', () => {
  it('knows every run, dataset, evaluation and report by name, each with an address that leads there', async () => {
    const items = await projectItems(client('done'));
    const kinds = new Set(items.map(({ id }) => id.split(':')[0]));
    expect([...kinds].sort()).toEqual(['dataset', 'evaluation', 'report', 'run']);
    for (const { does } of items) {
      if (!('href' in does)) throw new Error('A thing of the project is a place, not a command.');
      expect(parseRoute(does.href).view).not.toBe('recipe');
    }
    expect(await projectItems(client('first'))).toEqual([]);
  });

  it('finds by the beginnings of words, by letters in between, and by other words', async () => {
    const items = [...commandItems, ...(await projectItems(client('done')))];
    const first = (query: string) => rank(items, query, [])[0]?.item.id;
    expect(first('new ev')).toBe('evaluation.new');
    expect(first('strt rcp')).toBe('recipe.start');
    expect(first('cancel')).toBe('job.stop');
    expect(first('dark')).toBe('theme.dark');
    expect(rank(items, 'zzzqqq', [])).toEqual([]);
  });

  it('puts what was used last first, and keeps the rest in its order', () => {
    const shown = rank(commandItems, '', ['theme.dark', 'go.runs']).map(({ item }) => item.id);
    expect(shown.slice(0, 2)).toEqual(['theme.dark', 'go.runs']);
    expect(shown.slice(2)).toEqual(
      commandItems.map(({ id }) => id).filter((id) => id !== 'theme.dark' && id !== 'go.runs'),
    );
  });

  it('never shows a thing twice, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.constantFrom(...COMMAND_NAMES)), (query, recent) => {
        const ids = rank(commandItems, query, recent).map(({ item }) => item.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('remembers eight, each once, the newest first', () => {
    const many = Array.from({ length: 12 }, (_, n) => `c${n}`).reduce<string[]>(remember, []);
    expect(many).toEqual(['c11', 'c10', 'c9', 'c8', 'c7', 'c6', 'c5', 'c4']);
    expect(remember(many, 'c6').slice(0, 2)).toEqual(['c6', 'c11']);
  });
});
