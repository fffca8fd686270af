import { homedir, hostname, userInfo } from 'node:os';
import { jobLog, listJobViews } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { redact, type Private } from './redact.ts';
import { keyOf } from './settings.ts';
import { systemInfo } from './system.ts';

const JOBS_SHOWN = 12;
const LOG_LINES = 80;

/** What one pastes when something went wrong: enough to find it, nothing of the person. */
export async function diagnostics(parts: LabParts): Promise<{ text: string }> {
  const info = await systemInfo(parts);
  const settings = parts.settings.read();
  const jobs = (await listJobViews(parts)).slice(0, JOBS_SHOWN);
  const failed = jobs.find(({ state }) => state === 'failed' || state === 'interrupted');
  const log = failed === undefined ? '' : (await jobLog(parts, failed.id)).text;
  const lines = [
    `Hornbook ${info.version}, ${info.door} door, Node ${process.version}`,
    `${info.platform}, ${info.cpu}, ${String(info.cores)} cores, ${(info.memoryBytes / 1e9).toFixed(1)} GB`,
    `Project ${info.projectPath}`,
    `Isolation ${info.isolation}`,
    ...info.engines.map(({ name, description }) => `Engine ${name}: ${description}`),
    `Settings: engine ${settings.engine ?? 'default'}, threads ${String(settings.threads ?? 'all')}, jobs at once ${String(settings.jobsAtOnce)}`,
    ...settings.teachers.map(
      ({ name, baseUrl, model, key }) => `Teacher ${name}: ${model} at ${baseUrl}, key: ${key.kind}`,
    ),
    parts.settings.notice() ?? '',
    '',
    'Latest jobs',
    ...jobs.map(
      ({ id, kind, state, error }) =>
        `${id} ${kind} ${state}${error === null ? '' : ` ${error.code}: ${error.message}`}`,
    ),
    ...(failed === undefined
      ? []
      : ['', `The end of the log of ${failed.id}`, ...log.trimEnd().split('\n').slice(-LOG_LINES)]),
  ];
  return { text: redact(lines.join('\n'), whatIsPrivate(parts)) + '\n' };
}

function whatIsPrivate(parts: LabParts): Private {
  const keys = parts.settings.read().teachers.map((teacher) => keyOf(parts.keychain, teacher, process.env));
  return {
    home: homedir(),
    user: userInfo().username,
    host: hostname(),
    secrets: keys.filter((key) => key !== null),
  };
}
