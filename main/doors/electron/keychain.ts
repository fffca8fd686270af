import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, safeStorage } from 'electron';
import type { LabOptions } from '../../lab/lab.ts';

/**
 * Keys of teachers, encrypted with a key that the operating system keeps for this app (Keychain, DPAPI, libsecret or
 * KWallet). What lies on the disk is of no use to another user or on another machine.
 */
export function systemKeychain(): NonNullable<LabOptions['keychain']> {
  const file = join(app.getPath('userData'), 'teacher-keys.json');
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    } catch {
      return {};
    }
  };
  const write = (keys: Record<string, string>): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  };
  return {
    view: () => {
      const why = refusal();
      return why === null ? { available: true } : { available: false, why };
    },
    get(name) {
      const kept = read()[name];
      if (kept === undefined) return null;
      try {
        return safeStorage.decryptString(Buffer.from(kept, 'base64'));
      } catch {
        // The system's own key was changed; the person will have to give this one again.
        return null;
      }
    },
    set(name, key) {
      write({ ...read(), [name]: safeStorage.encryptString(key).toString('base64') });
    },
    remove(name) {
      const { [name]: gone, ...others } = read();
      if (gone !== undefined) write(others);
    },
  };
}

/** On a Linux without a secret service Electron would encrypt with a key that everybody knows. */
function refusal(): string | null {
  if (!safeStorage.isEncryptionAvailable()) {
    return 'This system offers no keychain to the app; name an environment variable that holds the key.';
  }
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return 'No secret service runs on this desktop (GNOME Keyring or KWallet); start one, or name an environment variable that holds the key.';
  }
  return null;
}
