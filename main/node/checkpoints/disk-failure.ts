import { dirname } from 'node:path';
import { Failure } from '../../core/failure.ts';

/**
 * Turns what the operating system says about a failed write into one sentence that tells a person what to do.
 * Throws `cause` itself where it is no such thing.
 */
export function diskFailure(path: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  // A fault of the program and not of the disk keeps its own words.
  if (!(cause instanceof Error && 'errno' in cause)) throw cause;
  const code = 'code' in cause ? String(cause.code) : 'unknown';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Failure(
        'not-writable',
        `${dirname(path)} is not writable (${code}); choose another folder or change its permissions.`,
        {
          cause,
        },
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure(
        'disk-full',
        `The disk is full: ${path} could not be written. Free some space and resume; earlier checkpoints are whole.`,
        { cause },
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new Failure(
        'not-a-folder',
        `${path} cannot be written because a file is where a folder should be; choose another folder.`,
        {
          cause,
        },
      );
    default:
      return new Failure('write-failed', `${path} could not be written (${code}).`, { cause });
  }
}
