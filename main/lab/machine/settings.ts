import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type {
  Settings,
  SettingsOutputs,
  SettingsView,
  Teacher,
  TeacherView,
} from '../../../preload/contract/settings.ts';
import { settingsSchema } from '../../../preload/contract/settings.ts';
import { Failure } from '../../core/failure.ts';
import { engineNamed, engineNames } from '../../node/engines/open-engine.ts';
import { dataFolder } from '../../node/files/user-folders.ts';
import type { SettingsFile } from '../../node/settings/settings-file.ts';
import { openSettingsFile } from '../../node/settings/settings-file.ts';
import { diagnostics } from './diagnostics.ts';
import type { Keychain } from './keychain.ts';
import type { LabParts } from '../lab.ts';

export type LabSettings = SettingsFile<Settings>;

/** One for all projects of a person; `HORNBOOK_SETTINGS` names another file. */
export const settingsPath = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment['HORNBOOK_SETTINGS'] || join(dataFolder(environment), 'settings.json');

export const openSettings = (path: string = settingsPath()): LabSettings =>
  openSettingsFile(path, (json) => {
    const parsed = settingsSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    const { path: at, message } = parsed.error.issues[0]!;
    throw new Error(`${at.join('.') || 'the file'}: ${message}`);
  });

/** Every call about settings. */
export function settingsCalls(parts: LabParts): {
  readonly [Name in Extract<keyof SettingsOutputs, `settings.${string}`>]: (
    input: ParsedInput<Name>,
  ) => Promise<SettingsOutputs[Name]>;
} {
  const changed = (how: (settings: Settings) => Settings): SettingsView => {
    parts.settings.change(how);
    parts.changes.announce({ subject: 'settings' });
    return settingsView(parts);
  };
  return {
    'settings.view': () => Promise.resolve(settingsView(parts)),
    'settings.change': async (change) => {
      if (typeof change.engine === 'string') engineNamed(change.engine);
      const view = changed((settings) => ({ ...settings, ...definedOnly(change) }));
      if (change.jobsAtOnce !== undefined) await parts.queue.advance();
      return view;
    },
    'settings.saveTeacher': ({ teacher, key }) => {
      if (teacher.key.kind === 'keychain') keepKey(parts.keychain, teacher, key);
      else parts.keychain.remove(teacher.id);
      return Promise.resolve(
        changed((settings) => ({
          ...settings,
          teachers: settings.teachers.some(({ id }) => id === teacher.id)
            ? settings.teachers.map((old) => (old.id === teacher.id ? teacher : old))
            : [...settings.teachers, teacher],
        })),
      );
    },
    'settings.removeTeacher': ({ id }) => {
      parts.keychain.remove(id);
      return Promise.resolve(
        changed((settings) => ({
          ...settings,
          teachers: settings.teachers.filter((teacher) => teacher.id !== id),
        })),
      );
    },
    'settings.diagnostics': () => diagnostics(parts),
  };
}

function keepKey(keychain: Keychain, teacher: Teacher, key: string | undefined): void {
  const view = keychain.view();
  if (!view.available) throw new Failure('no-keychain', view.why);
  if (key !== undefined) keychain.set(teacher.id, key);
}

export function settingsView(parts: LabParts): SettingsView {
  const { teachers, projects: _projects, starter: _starter, ...settings } = parts.settings.read();
  return {
    ...settings,
    teachers: teachers.map((teacher) => teacherView(parts.keychain, teacher, process.env)),
    keychain: parts.keychain.view(),
    path: parts.settings.path,
    notice: parts.settings.notice(),
    engines: engineNames,
    cores: availableParallelism(),
  };
}

export function teacherView(
  keychain: Keychain,
  teacher: Teacher,
  environment: Readonly<Record<string, string | undefined>>,
): TeacherView {
  if (teacher.key.kind === 'none') return { ...teacher, keyState: 'not-needed', keyVariable: null };
  return {
    ...teacher,
    keyState: keyOf(keychain, teacher, environment) === null ? 'missing' : 'present',
    keyVariable: teacher.key.kind === 'environment' ? teacher.key.variable : keyVariableOf(teacher.id),
  };
}

/** A teacher's key at this moment; null where it needs none or has none. */
export function keyOf(
  keychain: Keychain,
  teacher: Teacher,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (teacher.key.kind === 'none') return null;
  if (teacher.key.kind === 'keychain') return keychain.get(teacher.id);
  return environment[teacher.key.variable] || null;
}

/** The environment variable in which a job's process finds the key of a teacher whose key is in the keychain. */
export const keyVariableOf = (teacherId: string): string =>
  `HORNBOOK_TEACHER_KEY_${teacherId.toUpperCase().replaceAll('-', '_')}`;

/**
 * What a job's process gets beside its own environment: from the keychain the keys whose variables its params name,
 * in memory alone. A teacher whose key is in the environment needs nothing: the process inherits it.
 */
export function jobEnvironment(
  settings: Settings,
  keychain: Keychain,
  params: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const { keyVariable, parameters } = paramsWithKey.parse(params);
  const named = [keyVariable, parameters?.keyVariable];
  return Object.fromEntries(
    settings.teachers.flatMap((teacher) => {
      const variable = keyVariableOf(teacher.id);
      if (teacher.key.kind !== 'keychain' || !named.includes(variable)) return [];
      const key = keychain.get(teacher.id);
      return key === null ? [] : [[variable, key]];
    }),
  );
}

/** A job that is started in a window takes the engine and the threads of the settings, unless it names its own. */
export function withComputing<Order extends { threads?: number | undefined; engine?: string | undefined }>(
  parts: LabParts,
  order: Order,
): Order {
  const { threads, engine } = parts.settings.read();
  return {
    ...order,
    ...(order.threads === undefined && threads !== null ? { threads } : {}),
    ...(order.engine === undefined && engine !== null ? { engine } : {}),
  };
}

/** A job names the variable of a key, as a command does; params of jobs that need none may look like anything. */
const paramsWithKey = z.object({
  keyVariable: z.string().optional().catch(undefined),
  parameters: z
    .object({ keyVariable: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const definedOnly = <Fields extends object>(fields: Fields): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
