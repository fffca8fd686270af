import { processCpuMsOf } from '../cpu-time.ts';
import type { Reply, Request } from '../protocol.ts';
import type { RunningPython } from '../running-python.ts';
import type { PageLives, PageStart, Said } from './page-lives.ts';
import type { PageRole } from './page-protocol.ts';

/** The host's end of one Python in a page. */
export class PagePython implements RunningPython {
  readonly role: PageRole;
  readonly ready: Promise<boolean>;
  readonly exited: Promise<void>;
  /** The page, from when it is there. */
  readonly page: Promise<PageLives | null>;
  complaint = '';
  readonly #begun: (isReady: boolean) => void;
  readonly #ended: (value: undefined) => void;
  #page: PageLives | null = null;
  #waiting: { readonly nonce: string; settle(answer: Reply | null): void } | null = null;
  #dead = false;

  constructor(role: PageRole, page: Promise<PageLives>, start: PageStart) {
    this.role = role;
    const ready = Promise.withResolvers<boolean>();
    const exited = Promise.withResolvers<undefined>();
    this.ready = ready.promise;
    this.exited = exited.promise;
    this.#begun = ready.resolve;
    this.#ended = exited.resolve;
    this.page = page.then(
      (opened) => {
        this.#page = opened;
        if (this.#dead || opened.closed) this.#gone();
        else
          opened.begin({ task: role, ...start }, (said) => {
            this.#heard(said);
          });
        return opened;
      },
      (error: unknown) => {
        this.complaint = error instanceof Error ? error.message : String(error);
        this.#gone();
        return null;
      },
    );
  }

  get alive(): boolean {
    return !this.#dead;
  }

  get cpuMs(): number | null {
    return processCpuMsOf(this.#page?.page.pid ?? null);
  }

  ask(request: Request): Promise<Reply | null> {
    const page = this.#page;
    if (this.#dead || page === null) return Promise.resolve(null);
    const { promise, resolve } = Promise.withResolvers<Reply | null>();
    this.#waiting = { nonce: request.nonce, settle: resolve };
    page.page.say({ kind: 'ask', life: page.count, request });
    return promise;
  }

  kill(): void {
    if (this.#dead) return;
    this.#died();
    // Without a page yet, it ends as soon as it has one.
    this.#page?.end();
  }

  #heard(said: Said): void {
    if (said.kind === 'complaint') this.complaint = said.text;
    else if (said.kind === 'ended') this.#gone();
    else if (said.kind === 'reply' && said.reply.kind === 'ready') this.#begun(true);
    else if (said.kind === 'reply') this.#answered(said.reply);
  }

  /** It has ended, and nothing more will come. */
  #gone(): void {
    this.#died();
    this.#begun(false);
    this.#ended(undefined);
  }

  #answered(answer: Reply): void {
    const waiting = this.#waiting;
    const asked = answer.kind === 'result' || answer.kind === 'served';
    // A wrong nonce means that something other than our own code wrote the answer: the page is not to be trusted again.
    if (!asked || waiting?.nonce !== answer.nonce) {
      this.#died();
      this.#page?.page.close();
      return;
    }
    this.#waiting = null;
    waiting.settle(answer);
  }

  #died(): void {
    this.#dead = true;
    this.#waiting?.settle(null);
    this.#waiting = null;
  }
}
