import type { KeychainView } from '../../../preload/contract/settings.ts';

/** Where keys of teachers are kept. Only the desktop door brings one: it asks the operating system. */
export type Keychain = {
  readonly view: () => KeychainView;
  /** The key under this name, or null. */
  get(name: string): string | null;
  set(name: string, key: string): void;
  remove(name: string): void;
};

/** A browser or a terminal has none; a key is then named by its environment variable and never written. */
export const noKeychain: Keychain = {
  view: () => ({
    available: false,
    why: 'Only the desktop app reaches the system’s keychain. Here a key stays in an environment variable, and its name is kept.',
  }),
  get: () => null,
  set: () => undefined,
  remove: () => undefined,
};
