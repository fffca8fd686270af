import { Failure } from '../../core/failure.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it, or a part of its path, is a file',
  EISDIR: 'a folder of that name is in its place',
  ENOENT: 'it cannot be made there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

/**
 * What the operating system says of a write it refused, as one sentence that says what to do. Every other error, a
 * fault of the program among them, comes back as it was.
 */
export function refusedWrite(path: string, cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  const code = systemCode(cause);
  if (code === undefined) return cause;
  const reason = REASONS[code] ?? code;
  return FULL.has(code)
    ? new Failure(
        'disk-full',
        `${path} cannot be written: ${reason}; free some space and resume. What was finished is whole.`,
        { cause },
      )
    : new Failure('not-writable', `${path} cannot be written: ${reason}; choose another folder.`, { cause });
}

function systemCode(error: Error): string | undefined {
  // SQLite says so in a code of its own; DuckDB passes the system's words on.
  if ('code' in error && error.code === 'SQLITE_FULL') return 'ENOSPC';
  if (error.message.includes('No space left on device')) return 'ENOSPC';
  return 'errno' in error || ('code' in error && String(error.code) in REASONS)
    ? String((error as NodeJS.ErrnoException).code)
    : undefined;
}
