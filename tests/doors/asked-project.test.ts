import { expect, it } from 'vitest';
import { askedProject, projectFolder } from '../../main/doors/electron/asked-project.ts';

it('takes the project that a command line or a file manager names', () => {
  expect(askedProject(['/opt/hornbook', '--project', '/data/a'])).toBe('/data/a');
  expect(askedProject(['/opt/hornbook', '/data/b/project.hornbook'])).toBe('/data/b/project.hornbook');
  expect(askedProject(['/opt/hornbook', '--inspect', 'notes.txt'])).toBeUndefined();
  expect(projectFolder('/data/b/project.hornbook')).toBe('/data/b');
  expect(projectFolder('/data/b')).toBe('/data/b');
});
