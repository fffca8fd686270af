import type { PageRole, ToPage } from './page-protocol.ts';

/** A page of Chromium's for Python, as its host has it. */
export type PythonPage = {
  /** Its process, which runs nothing else; null where nobody says. */
  readonly pid: number | null;
  say(message: ToPage): void;
  /** What the page says, unchecked. Called once. */
  hear(listener: (message: unknown) => void): void;
  /** Ends it, and its process with it. */
  close(): void;
  /** Resolves when it is gone, however that came about. */
  readonly gone: Promise<void>;
};

/** Who makes such pages: Electron's main process, and in tests a Chromium. */
export type PythonPages = {
  /** Chromium's version: what one has saved another does not read. */
  readonly version: string;
  /** @throws Failure `chromium-sandbox-off` where Chromium's own sandbox does not hold: nothing runs there. */
  open(role: PageRole): Promise<PythonPage>;
  /** Joins a page for programs to one for tests by a channel that neither had before. */
  connect(interpreter: PythonPage, checker: PythonPage): void;
};
