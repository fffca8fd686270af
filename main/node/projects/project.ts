import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { refusedWrite } from '../files/refused-write.ts';

/** Where the parts of a project lie. A project is a folder that can be copied and moved as it is. */
export type Project = {
  readonly path: string;
  readonly store: string;
  readonly datasets: string;
  readonly tokenizers: string;
  readonly runs: string;
  readonly benchmarks: string;
  readonly evaluations: string;
  readonly reports: string;
  readonly jobs: string;
};

/** Marks a folder as a project; the file manager opens it with Hornbook. */
export const PROJECT_FILE = 'project.hornbook';

const FOLDERS = ['datasets', 'tokenizers', 'runs', 'benchmarks', 'evaluations', 'reports', 'jobs'] as const;

/**
 * `--project` or `--out` first, then `HORNBOOK_PROJECT`, then the starter project in the home folder. A project may be
 * given by its folder or by the `.hornbook` file in it.
 */
export function chooseProjectPath(
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
  otherwise: string = starterProject(null),
): string {
  const chosen = given ?? environment['HORNBOOK_PROJECT'];
  if (chosen === undefined || chosen === '') return otherwise;
  const path = resolve(chosen);
  return isProjectFile(path) ? dirname(path) : path;
}

/** Where the starter project lies: in the home folder, unless it was moved. */
export const starterProject = (movedTo: string | null): string =>
  movedTo ?? join(homedir(), 'Hornbook', 'starter');

/** Whether a path is the file that marks a project, and not a folder that is named like one. */
export const isProjectFile = (path: string): boolean =>
  extname(path) === '.hornbook' && statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Makes the folders that are missing, and finds out now whether they can be written to. */
export function openProject(path: string): Project {
  const project = layout(path);
  assertWritable(path);
  for (const folder of FOLDERS) mkdirSync(project[folder], { recursive: true });
  const marker = join(path, PROJECT_FILE);
  if (!existsSync(marker)) writeFileSync(marker, `${JSON.stringify({ hornbook: 1 })}\n`);
  return project;
}

function layout(path: string): Project {
  return {
    path,
    store: join(path, 'hornbook.sqlite'),
    datasets: join(path, 'datasets'),
    tokenizers: join(path, 'tokenizers'),
    runs: join(path, 'runs'),
    benchmarks: join(path, 'benchmarks'),
    evaluations: join(path, 'evaluations'),
    reports: join(path, 'reports'),
    jobs: join(path, 'jobs'),
  };
}

/** Makes the folder, and throws one sentence when it cannot be made or written to. */
export function assertWritable(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK);
    const probe = join(path, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    throw refusedWrite(path, cause);
  }
}

/**
 * Makes a folder and those above it, one at a time: Node's own recursive form never returns where the
 * parent exists and yet refuses with ENOENT, as /proc does.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('it is a file'), { code: 'EEXIST' });
    return;
  }
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** How the store writes a path: relative to the project where it lies inside, else as it is. */
export function pathInProject(project: Project, path: string): string {
  const inside = relative(project.path, resolve(project.path, path));
  const outside = inside === '' || inside.startsWith('..') || isAbsolute(inside);
  return outside ? path : inside.split(sep).join('/');
}

export const absolutePath = (project: Project, path: string): string => resolve(project.path, path);
