import { dirname } from 'node:path';

/** Opening one of these in a file manager opens the project that it lies in. */
const EXTENSION = '.hornbook';

/** The project that a command line names: `--project DIR`, or a project's own file, as file managers give it. */
export function askedProject(argv: readonly string[]): string | undefined {
  const at = argv.indexOf('--project');
  return at < 0 ? argv.slice(1).find((argument) => argument.endsWith(EXTENSION)) : argv[at + 1];
}

/** The folder of a project that was named by its folder or by its file. */
export const projectFolder = (asked: string): string => (asked.endsWith(EXTENSION) ? dirname(asked) : asked);
