import { createContext } from 'svelte';
import type { SettingsView } from '../../preload/contract/settings.ts';
import type { LabConnection } from './lab.svelte.ts';
import { live, whenChanged, type Live } from './live.svelte.ts';
import { preferences } from './preferences.svelte.ts';

export type SettingsState = Live<SettingsView>;

/** To be called while the window is set up: follows the settings, and takes over how the window looks from them, once. */
export function followSettings(lab: LabConnection): SettingsState {
  const settings = live(lab, (client) => client.call('settings.view'), whenChanged('settings'));
  let adopted = false;
  $effect(() => {
    if (adopted || settings.value === null) return;
    adopted = true;
    preferences.adopt(settings.value);
    preferences.keep = (change) => {
      // What the window looks like holds even where it cannot be kept.
      void lab.client.call('settings.change', change).catch(() => undefined);
    };
  });
  return settings;
}

export const [getSettings, setSettings] = createContext<SettingsState>();
