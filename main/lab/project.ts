import { chooseProjectPath } from '../node/projects/project.ts';

/** The project that a door opens: the one given, the environment's, or the starter project. */
export const chooseProject = (given: string | undefined): string => chooseProjectPath(given, process.env);
