import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { ProjectSummary, Settings, SettingsOutputs } from '../../../preload/contract/settings.ts';
import { Failure } from '../../core/failure.ts';
import { isProjectFile } from '../../node/projects/project.ts';
import type { LabParts } from '../lab.ts';

/** How a window's lab changes what it is open on; a command's lab cannot. */
export type ProjectSwitch = {
  /** Opens another project in place of this one. Its running jobs go on, and are found again. */
  open(path: string): Promise<void>;
  /** Lets go of the project, moves its folder and opens it there; where that fails it is opened where it was. */
  move(to: string): Promise<void>;
};

/** Every call about projects. */
export function projectCalls(parts: LabParts): {
  readonly [Name in Extract<keyof SettingsOutputs, `projects.${string}`>]: (
    input: ParsedInput<Name>,
  ) => Promise<SettingsOutputs[Name]>;
} {
  const list = (open: string) => summaries(parts.settings.read(), open);
  const change = async (path: string, how: (way: ProjectSwitch) => Promise<void>) => {
    if (parts.projects === null) {
      throw new Failure('one-project', 'This door is open on one project; start another with --project FOLDER.');
    }
    await how(parts.projects);
    return list(path);
  };
  return {
    'projects.list': () => Promise.resolve(list(parts.project.path)),
    'projects.open': ({ path }) => {
      const folder = existingProject(path);
      return change(folder, (way) => way.open(folder));
    },
    'projects.create': ({ name, folder }) => {
      const path = newProject(name, folder ?? dirname(parts.project.path));
      return change(path, (way) => way.open(path));
    },
    'projects.move': ({ to }) => {
      const path = absolute(to);
      return change(path, (way) => way.move(path));
    },
  };
}

/** The latest first; the one that is open is there even where it was never opened in a window before. */
export function summaries(settings: Settings, openPath: string): ProjectSummary[] {
  const known = settings.projects.filter(({ path }) => path !== openPath);
  const openedAt = settings.projects.find(({ path }) => path === openPath)?.openedAt ?? 0;
  return [{ path: openPath, openedAt }, ...known].map((project) => ({
    ...project,
    name: basename(project.path),
    isOpen: project.path === openPath,
    isThere: existsSync(project.path),
  }));
}

const PROJECTS_KEPT = 20;

/** The settings after a project was opened in a window. */
export const afterOpening = (settings: Settings, path: string, now: number): Settings => ({
  ...settings,
  projects: [{ path, openedAt: now }, ...settings.projects.filter((project) => project.path !== path)].slice(
    0,
    PROJECTS_KEPT,
  ),
});

/** The settings after the open project was moved. */
export const afterMoving = (settings: Settings, from: string, to: string, starter: string): Settings => ({
  ...settings,
  projects: settings.projects.map((project) => (project.path === from ? { ...project, path: to } : project)),
  starter: from === starter ? to : settings.starter,
});

function absolute(path: string): string {
  if (isAbsolute(path)) return resolve(path);
  throw new Failure('project-path', `“${path}” is not a whole path; write it from the root, as in /home/me/lab.`);
}

function existingProject(given: string): string {
  const named = absolute(given);
  const path = isProjectFile(named) ? dirname(named) : named;
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new Failure('project-not-found', `There is no folder ${path}; choose one that is there, or make a new project.`);
  }
  if (!existsSync(join(path, 'hornbook.sqlite'))) {
    throw new Failure('project-not-found', `${path} is no project: it has no hornbook.sqlite. Make a new project there instead.`);
  }
  return path;
}

function newProject(name: string, folder: string): string {
  if (/[/\\:*?"<>|]/.test(name) || [...name].some((letter) => letter < ' ') || name.startsWith('.')) {
    throw new Failure('project-name', `“${name}” cannot be the name of a folder; leave out / \\ : * ? " < > | and a leading dot.`);
  }
  const path = join(absolute(folder), name.trim());
  if (existsSync(path)) {
    throw new Failure('project-exists', `${path} is there already; choose another name, or open it.`);
  }
  return path;
}
