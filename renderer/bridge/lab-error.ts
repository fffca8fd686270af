/** An error as the lab or the connection reports it: a stable code and one sentence for a person. */
export class LabError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'LabError';
    this.code = code;
  }
}

/** Codes that mean 'nobody was there to ask': the answer comes by itself once the lab is back. */
export const CONNECTION_LOST = 'connection-lost';

/**
 * The preload's errors cross a context boundary and arrive as plain Errors whose extra fields may be
 * lost, so the code is read where there is one.
 */
export function toLabError(cause: unknown): LabError {
  if (cause instanceof LabError) return cause;
  if (cause instanceof Error) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unexpected';
    return new LabError(code, cause.message);
  }
  return new LabError('unexpected', String(cause));
}
