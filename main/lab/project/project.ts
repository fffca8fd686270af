import { existsSync } from 'node:fs';
import { chooseProjectPath, starterProject } from '../../node/projects/project.ts';
import { openSettings } from '../machine/settings.ts';

/** The project that a command opens: the one given, the environment's, or the starter project. */
export function chooseProject(given: string | undefined): string {
  return chooseProjectPath(given, process.env, starterProject(openSettings().read().starter));
}

/** The project that a window opens: as for a command, but rather the one that was open last. */
export function chooseWindowProject(given: string | undefined): string {
  const { projects, starter } = openSettings().read();
  const last = projects.find(({ path }) => existsSync(path))?.path;
  return chooseProjectPath(given, process.env, last ?? starterProject(starter));
}
