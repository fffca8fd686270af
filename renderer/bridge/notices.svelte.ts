import type { JobView } from '../../preload/contract/jobs.ts';
import { isOpen } from '../../preload/contract/job-states.ts';
import { noticesOf, resultHref, type Notice } from './job-words.ts';
import type { Jobs } from './jobs.svelte.ts';
import type { LabConnection } from './lab.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/**
 * To be called while the window is set up: says that a job has ended, in the window while it is looked at, else through
 * the system where the person wants that. They are asked once, when a job first runs.
 */
export function announceJobs(lab: LabConnection, jobs: Jobs, settings: SettingsState): void {
  let before: readonly JobView[] | null = null;
  let asked = false;
  $effect(() => {
    const now = jobs.value;
    if (now === null) return;
    const wants = settings.value?.notifications ?? 'off';
    for (const notice of before === null ? [] : noticesOf(before, now)) say(notice, wants === 'on');
    before = now;
    if (!asked && wants === 'ask' && 'Notification' in window && now.some(isOpen)) {
      asked = true;
      ask(lab);
    }
  });
}

function say({ job, outcome, title, text }: Notice, throughSystem: boolean): void {
  if (throughSystem && !document.hasFocus() && Notification.permission === 'granted') {
    const notification = new Notification(title, { body: text, tag: job.id });
    notification.onclick = () => {
      window.focus();
      if (job.result !== null) window.location.hash = resultHref(job.result);
    };
  }
  if (outcome === 'done') toasts.note(title, text);
  else toasts.failure(title, Object.assign(new Error(text), { code: job.error?.code ?? job.state }));
}

function ask(lab: LabConnection): void {
  toasts.ask(
    'Shall Hornbook tell you when a job ends?',
    'With a message of your system, while the window is behind others.',
    [
      { label: 'Yes', choose: () => void setNotifications(lab, true) },
      { label: 'No', choose: () => void setNotifications(lab, false) },
    ],
  );
}

/** Turns messages on, where the system or browser lets them through, or off; says which it has become. */
export async function setNotifications(lab: LabConnection, on: boolean): Promise<void> {
  try {
    const allowed = on && 'Notification' in window && (await Notification.requestPermission()) === 'granted';
    await lab.client.call('settings.change', { notifications: allowed ? 'on' : 'off' });
    if (on && !allowed) {
      toasts.note(
        'No messages will come',
        'The browser or the system refuses them for this page; allow them there.',
      );
    }
  } catch (cause) {
    toasts.failure('The setting could not be kept', cause);
  }
}
