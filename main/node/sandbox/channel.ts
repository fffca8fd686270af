/** One end of the bridge between the two interpreters. Every request is answered before the next is sent. */
export type Channel = {
  /** False when the other end is gone. */
  send(message: Uint8Array): boolean;
  /** Waits for the next message; null when the other end is gone or sent something that is not one. */
  receive(): Uint8Array | null;
};

/** What a solution returns may be large, but must not fill the checker's memory. */
export const maxMessageBytes = 32 * 1024 * 1024;
