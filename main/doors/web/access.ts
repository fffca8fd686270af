import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the lab over HTTP. Other users and every web page that a browser has open can reach a
 * loopback port too, so each request must name this very address (against DNS rebinding), come from our
 * own page if from any, and carry the cookie that the one-time token was exchanged for.
 */
export type Access = {
  /** A token for one visit. */
  newToken(): string;
  /** The value for `Set-Cookie`, or null when the token is not one that is waiting. */
  exchange(token: string): string | null;
  /** Null when the request may pass, else why it was refused. */
  refusal(request: IncomingMessage, kind: 'page' | 'socket'): Refusal | null;
  /** Host and origin alone: what a visit with a token must still satisfy. */
  misdirected(request: IncomingMessage, kind: 'page' | 'socket'): Refusal | null;
};

export type Refusal = { readonly status: 401 | 403 | 421; readonly because: string };

export function openAccess(port: number): Access {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const tokens = new Set<string>();
  const sessions = new Set<string>();
  // Cookies are shared by all ports of a host; the name keeps two labs apart.
  const cookie = `hornbook-${port}`;

  const misdirected: Access['misdirected'] = (request, kind) => {
    const { host, origin } = request.headers;
    if (host === undefined || !hosts.has(host)) {
      return { status: 421, because: 'the request names another host than this lab' };
    }
    const ours = origin === `http://${host}`;
    if (origin === undefined ? kind === 'socket' : !ours) {
      return { status: 403, because: 'it comes from another page than this lab' };
    }
    return null;
  };

  return {
    newToken() {
      const token = randomBytes(24).toString('base64url');
      tokens.add(token);
      return token;
    },
    exchange(token) {
      const found = [...tokens].find((waiting) => same(waiting, token));
      if (found === undefined) return null;
      tokens.delete(found);
      const session = randomBytes(32).toString('base64url');
      sessions.add(session);
      return `${cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    misdirected,
    refusal(request, kind) {
      const wrong = misdirected(request, kind);
      if (wrong) return wrong;
      const session = cookieValue(request.headers.cookie, cookie);
      const known = session !== null && [...sessions].some((open) => same(open, session));
      return known ? null : { status: 401, because: 'it carries no session of this lab' };
    },
  };
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value ?? null;
  }
  return null;
}
