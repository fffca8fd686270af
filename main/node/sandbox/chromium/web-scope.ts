/*
 * The few web interfaces that the page and its workers use. Both are compiled beside code for Node, whose types leave
 * them out.
 */

/** An end of a channel between two scopes, in this process or in another. */
export type Port = {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
};

export type WebWorker = Port & {
  onerror: ((event: { readonly message?: string; preventDefault(): void }) => void) | null;
  terminate(): void;
};

/** The global scope of the page. */
export type PageScope = {
  readonly crossOriginIsolated: boolean;
  readonly location: { readonly href: string; readonly origin: string };
  readonly Worker: new (address: string | URL, options: { readonly type: 'module' }) => WebWorker;
  addEventListener(
    type: 'message',
    listener: (event: {
      readonly source: unknown;
      readonly data: unknown;
      readonly ports: readonly Port[];
    }) => void,
  ): void;
};

/** The global scope of a worker. */
export type WorkerScope = Port & {
  readonly location: { readonly href: string };
  fetch: unknown;
};
