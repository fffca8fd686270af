/**
 * Ports, from the main process to a page that model-written Python runs in. In a file of its own: what two preloads
 * import becomes a third file, which a sandboxed preload cannot load.
 */
export const PORT_CHANNEL = 'python:port';
