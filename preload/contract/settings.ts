import { z } from 'zod';
import { THEMES } from './themes.ts';

/** Where a teacher's key is. The key itself is in no setting, no file of the lab and no answer of a call. */
const teacherKey = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('environment'),
    variable: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable'),
  }),
  z.object({ kind: z.literal('keychain') }),
]);

export const teacherSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be of small letters, digits and dashes'),
  name: z.string().trim().min(1, 'must not be empty').max(80),
  baseUrl: z.url({ protocol: /^https?$/, message: 'must begin with http:// or https://' }),
  model: z.string().trim().min(1, 'must not be empty').max(200),
  key: teacherKey,
  /** US dollars per million tokens; null where nothing is paid. */
  price: z.object({ input: z.number().min(0).max(1e6), output: z.number().min(0).max(1e6) }).nullable(),
});
export type Teacher = z.output<typeof teacherSchema>;

/** What a person sets; whatever is left out has its default. */
export const preferenceFields = {
  /** As `--engine` takes it; null is the one that comes with the lab. */
  engine: z.string().min(1).max(40).nullable(),
  /** Threads of a job; null is every core. */
  threads: z.number().int().min(1).max(256).nullable(),
  jobsAtOnce: z.number().int().min(1).max(8),
  theme: z.enum(THEMES),
  /** null: the width of the window decides. */
  sidebar: z.enum(['open', 'folded']).nullable(),
  /** `ask`: the person was not asked yet. */
  notifications: z.enum(['ask', 'on', 'off']),
  welcomed: z.boolean(),
} as const;

export const settingsSchema = z.object({
  engine: preferenceFields.engine.default(null),
  threads: preferenceFields.threads.default(null),
  jobsAtOnce: preferenceFields.jobsAtOnce.default(1),
  theme: preferenceFields.theme.default('system'),
  sidebar: preferenceFields.sidebar.default(null),
  notifications: preferenceFields.notifications.default('ask'),
  welcomed: preferenceFields.welcomed.default(false),
  teachers: z.array(teacherSchema).max(64).default([]),
  /** Projects that were opened in a window, the latest first. */
  projects: z
    .array(z.object({ path: z.string().min(1), openedAt: z.number() }))
    .max(50)
    .default([]),
  /** Where the starter project lies after it was moved. */
  starter: z.string().min(1).nullable().default(null),
});
export type Settings = z.output<typeof settingsSchema>;

export type TeacherView = Teacher & {
  /** `missing`: it asks for a key that is not there. */
  readonly keyState: 'present' | 'missing' | 'not-needed';
  /** The environment variable in which a job that asks this teacher finds the key; null where it needs none. */
  readonly keyVariable: string | null;
};

export type KeychainView =
  | { readonly available: true }
  | {
      readonly available: false;
      /** Why, and what to do, in a sentence. */
      readonly why: string;
    };

export type SettingsView = Omit<Settings, 'teachers' | 'projects' | 'starter'> & {
  readonly teachers: readonly TeacherView[];
  readonly keychain: KeychainView;
  /** The file that holds the settings. */
  readonly path: string;
  /** What became of a file that could not be read; null where all is well. */
  readonly notice: string | null;
  readonly engines: readonly string[];
  readonly cores: number;
};

export type ProjectSummary = {
  readonly path: string;
  readonly name: string;
  readonly isOpen: boolean;
  readonly isThere: boolean;
  readonly openedAt: number;
};

export const settingsInputs = {
  'settings.view': z.undefined(),
  'settings.change': z.object(preferenceFields).partial(),
  /** A key is taken with a teacher whose key is in the keychain; left out, the one that is there stays. */
  'settings.saveTeacher': z.object({ teacher: teacherSchema, key: z.string().min(1).max(4_000).optional() }),
  'settings.removeTeacher': z.object({ id: z.string().min(1) }),
  'settings.diagnostics': z.undefined(),
  'projects.list': z.undefined(),
  'projects.open': z.object({ path: z.string().min(1).max(4_000) }),
  'projects.create': z.object({
    name: z.string().min(1).max(80),
    folder: z.string().min(1).max(4_000).optional(),
  }),
  'projects.move': z.object({ to: z.string().min(1).max(4_000) }),
} as const;

export type SettingsOutputs = {
  'settings.view': SettingsView;
  'settings.change': SettingsView;
  'settings.saveTeacher': SettingsView;
  'settings.removeTeacher': SettingsView;
  /** Versions, machine, engines, the latest jobs and what failed, without home paths, names and keys. */
  'settings.diagnostics': { readonly text: string };
  'projects.list': readonly ProjectSummary[];
  'projects.open': readonly ProjectSummary[];
  'projects.create': readonly ProjectSummary[];
  /** Moves the folder of the project that is open; refused while a job runs. */
  'projects.move': readonly ProjectSummary[];
};
