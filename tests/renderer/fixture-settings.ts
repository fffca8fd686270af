import type { ProjectSummary, SettingsView, Teacher } from '../../preload/contract/settings.ts';
import { settingsSchema } from '../../preload/contract/settings.ts';
import { NOW } from './fixture-data.ts';

/** A person's settings and projects, as the page sees them. */
export class FixtureSettings {
  view: SettingsView = {
    ...settingsSchema.parse({ welcomed: true, notifications: 'off' }),
    teachers: [],
    keychain: { available: false, why: 'Only the desktop app reaches the system’s keychain.' },
    path: '~/.local/share/hornbook/settings.json',
    notice: null,
    engines: ['onnxruntime', 'onnxruntime-webgpu', 'tfjs-node'],
    cores: 2,
  };

  projects: readonly ProjectSummary[] = [
    { path: '/home/ada/Hornbook/starter', name: 'starter', isOpen: true, isThere: true, openedAt: NOW },
    {
      path: '/home/ada/Hornbook/tokens',
      name: 'tokens',
      isOpen: false,
      isThere: true,
      openedAt: NOW - 86_400_000,
    },
    { path: '/media/disk/old', name: 'old', isOpen: false, isThere: false, openedAt: NOW - 9e8 },
  ];

  change(change: object): void {
    this.view = { ...this.view, ...change };
  }

  saveTeacher(teacher: Teacher, key: string | undefined): void {
    const keyState =
      teacher.key.kind === 'none' ? 'not-needed' : key === undefined ? 'missing' : ('present' as const);
    const others = this.view.teachers.filter(({ id }) => id !== teacher.id);
    this.view = { ...this.view, teachers: [...others, { ...teacher, keyState, keyVariable: null }] };
  }

  removeTeacher(id: string): void {
    this.view = { ...this.view, teachers: this.view.teachers.filter((teacher) => teacher.id !== id) };
  }

  open(path: string): readonly ProjectSummary[] {
    const name = path.split('/').at(-1)!;
    const others = this.projects.filter((project) => project.path !== path);
    this.projects = [
      { path, name, isOpen: true, isThere: true, openedAt: NOW },
      ...others.map((project) => ({ ...project, isOpen: false })),
    ];
    return this.projects;
  }
}
