type ParentPort = {
  on(event: 'message', listener: (message: { data: unknown; ports?: readonly unknown[] }) => void): void;
  postMessage(message: unknown): void;
};

/**
 * The child's side of a companion process (`JobHost.accompany`): hands on what the lab says and says what
 * the answerer wants said. A companion that the lab has let go of, or outlived, ends.
 */
export function converse<Heard, Said>(
  open: (say: (message: Said) => void) => (message: Heard) => void,
): void {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    const hear = open((message) => {
      parentPort.postMessage(message);
    });
    parentPort.on('message', ({ data, ports = [] }) => {
      // What comes with a port is for the sandbox, which asked for it.
      if (ports.length > 0) return;
      hear(data as Heard);
    });
    return;
  }
  const hear = open((message) => {
    if (process.connected) process.send?.(message);
  });
  process.on('message', (message) => {
    hear(message as Heard);
  });
  process.on('disconnect', () => {
    process.exit(0);
  });
}
