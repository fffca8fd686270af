import { COMMAND_NAMES, commandOf, type CommandName } from '../../preload/contract/commands.ts';

/** Bindings for tinykeys: letters wait until nobody is writing, `$mod` combinations do not. */
export function keyBindings(
  run: (name: CommandName) => void,
  isTyping: (event: KeyboardEvent) => boolean,
): Record<string, (event: KeyboardEvent) => void> {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const name of COMMAND_NAMES) {
    const { keys } = commandOf(name);
    if (keys === undefined) continue;
    bindings[keys] = (event) => {
      if (isTyping(event) && !keys.startsWith('$mod')) return;
      event.preventDefault();
      run(name);
    };
  }
  return bindings;
}

const isMac = (platform: string): boolean => /mac|iphone|ipad/i.test(platform);

/** The keys as they are printed on the board: `['g', 'r']`, `['Ctrl', 'K']`; `then` where they follow one another. */
export function shownKeys(
  keys: string,
  platform: string,
): { readonly keys: readonly string[]; readonly then: boolean } {
  const then = keys.includes(' ');
  if (then) return { keys: keys.split(' '), then };
  const mac = isMac(platform);
  const parts = keys.split('+').map((key) => {
    if (key === '$mod') return mac ? '⌘' : 'Ctrl';
    return key.length === 1 && keys.includes('+') ? key.toUpperCase() : key;
  });
  // `Shift+?` is how `?` is typed, not a combination that one thinks of.
  return { keys: parts.at(-1) === '?' ? ['?'] : parts, then };
}
