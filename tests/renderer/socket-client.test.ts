import { describe, expect, it, vi } from 'vitest';
import { connectSocket, type Connection, type SocketLike } from '../../renderer/bridge/socket-client.ts';

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: { id: number; call: string; input?: unknown }[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { id: number; call: string });
  }
  close(): void {
    this.closed = true;
    this.onclose?.();
  }
  receive(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function connect() {
  const sockets: FakeSocket[] = [];
  const states: Connection[] = [];
  const client = connectSocket({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onConnection: (connection) => states.push(connection),
    delayMs: (attempt) => attempt * 100,
  });
  return { client, sockets, states };
}

describe('the client over a WebSocket', () => {
  it('sends what was called before it was open, and matches answers that come out of order', async () => {
    const { client, sockets } = connect();
    const runs = client.call('runs.list');
    const log = client.call('jobs.log', { id: 'j' });
    expect(sockets[0]!.sent).toEqual([]);
    sockets[0]!.onopen!();
    expect(sockets[0]!.sent).toEqual([
      { id: 1, call: 'runs.list' },
      { id: 2, call: 'jobs.log', input: { id: 'j' } },
    ]);
    sockets[0]!.receive({ id: 2, ok: true, output: { text: 'hello' } });
    sockets[0]!.receive({ id: 1, ok: true, output: [] });
    expect(await log).toEqual({ text: 'hello' });
    expect(await runs).toEqual([]);
  });

  it("rejects with the lab's own code and sentence", async () => {
    const { client, sockets } = connect();
    sockets[0]!.onopen!();
    const call = client.call('runs.get', { id: 'x' });
    sockets[0]!.receive({
      id: 1,
      ok: false,
      error: { code: 'run-not-found', message: 'There is no run "x".' },
    });
    await expect(call).rejects.toMatchObject({ code: 'run-not-found', message: 'There is no run "x".' });
  });

  it('refuses calls that were on their way when it broke, keeps those that were not, and comes back', async () => {
    vi.useFakeTimers();
    try {
      const { client, sockets, states } = connect();
      sockets[0]!.onopen!();
      const lost = client.call('recipe.start', { minutes: 1, seed: 1, rawPaths: [] });
      const refused = expect(lost).rejects.toMatchObject({ code: 'connection-lost' });
      sockets[0]!.onclose!();
      await refused;
      const waiting = client.call('runs.list');
      vi.advanceTimersByTime(99);
      expect(sockets).toHaveLength(1);
      vi.advanceTimersByTime(1);
      sockets[1]!.onclose!();
      vi.advanceTimersByTime(200);
      sockets[2]!.onopen!();
      // The recipe is not started a second time behind anybody's back.
      expect(sockets[2]!.sent.map(({ call }) => call)).toEqual(['runs.list']);
      sockets[2]!.receive({ id: 2, ok: true, output: [] });
      expect(await waiting).toEqual([]);
      expect(states.map((one) => (one.state === 'reconnecting' ? one.attempt : one.state))).toEqual([
        'connecting',
        'open',
        1,
        2,
        'open',
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('hands changes to every listener until it lets go', () => {
    const { client, sockets } = connect();
    sockets[0]!.onopen!();
    const heard: unknown[] = [];
    const forget = client.onChange((change) => heard.push(change));
    sockets[0]!.receive({ change: { subject: 'run', id: 'r' } });
    forget();
    sockets[0]!.receive({ change: { subject: 'runs' } });
    expect(heard).toEqual([{ subject: 'run', id: 'r' }]);
  });

  it('does not come back once it was closed', () => {
    vi.useFakeTimers();
    const { client, sockets } = connect();
    client.close();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    vi.useRealTimers();
  });
});
