/** Ctrl-C and its kin: the first time asks to save and stop, the second ends at once. */
export type Interrupt = {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
};

/** One key press reaches this process up to three times: by the terminal, by npm and by the launcher. */
const SAME_PRESS_MS = 500;

export function listenForInterrupt(say: (sentence: string) => void, now: () => number = Date.now): Interrupt {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAt = 0;

  const interrupt = (): void => {
    if (!stop.signal.aborted) {
      firstAt = now();
      say('Stopping: saving what is finished (Ctrl-C again ends at once).');
      stop.abort(new DOMException('Stopped.', 'AbortError'));
    } else if (now() - firstAt > SAME_PRESS_MS && !kill.signal.aborted) {
      say('Ending at once.');
      kill.abort(new DOMException('Ended at once.', 'AbortError'));
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // The launcher is gone, and with it whoever could have pressed a key.
  process.on('disconnect', interrupt);
  return { stop: stop.signal, kill: kill.signal };
}
