import { SvelteMap } from 'svelte/reactivity';
import type { LabClient } from '../../../preload/contract/contract.ts';
import type { LabelItem, LabelSessionView, Said } from '../../../preload/contract/labels.ts';
import { toLabError, type LabError } from '../../bridge/lab-error.ts';

/** Texts that are fetched ahead of the one on the screen. */
const AHEAD = 2;

/**
 * A person at work on a session. A word counts when the lab has it on the disk; only then does the next text come.
 * Words that come faster wait their turn, each for the text that is then on the screen.
 */
export class LabelSitting {
  items = $state.raw<readonly LabelItem[]>([]);
  /** Place of the text on the screen. */
  at = $state(0);
  text = $state.raw<string | null>(null);
  /** Why the last word, or the text, is not there. */
  failure = $state.raw<LabError | null>(null);
  readonly #client: LabClient;
  readonly #id: string;
  readonly #texts = new SvelteMap<string, Promise<string>>();
  #queue: Promise<void> = Promise.resolve();

  constructor(client: LabClient, view: Pick<LabelSessionView, 'id' | 'items'>) {
    this.#client = client;
    this.#id = view.id;
    this.items = view.items;
    const first = view.items.findIndex(({ state }) => state === 'pending');
    this.at = Math.max(0, first);
    void this.#show();
  }

  readonly current = $derived(this.items[this.at] ?? null);
  readonly labelled = $derived(this.items.filter(({ state }) => state === 'labelled').length);
  readonly skipped = $derived(this.items.filter(({ state }) => state === 'skipped').length);
  readonly pending = $derived(this.items.length - this.labelled - this.skipped);

  /** Says it of the text that is on the screen when its turn comes. */
  say(said: Said): Promise<void> {
    this.#queue = this.#queue.then(() => this.#say(this.at, said));
    return this.#queue;
  }

  /** Takes back what was said last, whichever text it was about, and shows that text. */
  undo(): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      const last = this.items.reduce<number>((best, { at }, index) => {
        if (at === null) return best;
        return best < 0 || at >= this.items[best]!.at! ? index : best;
      }, -1);
      if (last < 0) return;
      if (await this.#keep(last, { kind: 'undone' })) this.go(last);
    });
    return this.#queue;
  }

  /** Shows another text; nothing is said of it. */
  go(to: number): void {
    this.at = Math.min(Math.max(0, to), this.items.length - 1);
    void this.#show();
  }

  async #say(index: number, said: Said): Promise<void> {
    if (!(await this.#keep(index, said))) return;
    const after = this.items.findIndex(({ state }, at) => at > index && state === 'pending');
    const next = after >= 0 ? after : this.items.findIndex(({ state }) => state === 'pending');
    this.go(next >= 0 ? next : Math.min(index + 1, this.items.length - 1));
  }

  async #keep(index: number, said: Said): Promise<boolean> {
    const { recordId } = this.items[index]!;
    try {
      const now = await this.#client.call('labels.say', { id: this.#id, recordId, said });
      this.items = this.items.map((item, at) => (at === index ? now : item));
      this.failure = null;
      return true;
    } catch (cause) {
      this.failure = toLabError(cause);
      return false;
    }
  }

  async #show(): Promise<void> {
    const wanted = this.current;
    if (wanted === null) return;
    this.text = null;
    try {
      const text = await this.#fetch(wanted);
      if (this.current?.recordId === wanted.recordId) this.text = text;
    } catch (cause) {
      this.#texts.delete(wanted.recordId);
      this.failure = toLabError(cause);
      return;
    }
    const ahead = this.items.slice(this.at + 1).filter(({ state }) => state === 'pending');
    for (const item of ahead.slice(0, AHEAD)) {
      this.#fetch(item).catch(() => this.#texts.delete(item.recordId));
    }
  }

  #fetch({ recordId }: LabelItem): Promise<string> {
    let text = this.#texts.get(recordId);
    if (text === undefined) {
      text = this.#client.call('labels.text', { id: this.#id, recordId }).then(({ text }) => text);
      this.#texts.set(recordId, text);
    }
    return text;
  }
}

/** What a key means while labelling; null for every other key. */
export function wordOfKey(
  key: string,
  labels: readonly number[],
): Said | 'undo' | 'guidelines' | 'next' | 'back' | null {
  if (labels.includes(Number(key))) return { kind: 'label', label: Number(key) };
  switch (key.toLowerCase()) {
    case 's':
      return { kind: 'skip' };
    case 'z':
      return 'undo';
    case 'g':
      return 'guidelines';
    case 'arrowright':
    case 'j':
      return 'next';
    case 'arrowleft':
    case 'k':
      return 'back';
    default:
      return null;
  }
}
