/** What can be set or read in the settings, to be searched by its words. */
export const SECTIONS = [
  {
    id: 'computing',
    title: 'Computing',
    rows: [
      {
        id: 'engine',
        title: 'Engine',
        about: 'What the recipe and evaluations started here compute with.',
        also: 'onnxruntime tfjs gpu cuda webgpu',
      },
      {
        id: 'threads',
        title: 'Threads',
        about: 'How many cores one job may keep busy. Fewer leave the machine to you.',
        also: 'cpu cores budget',
      },
      {
        id: 'jobsAtOnce',
        title: 'Jobs at a time',
        about: 'Each job wants the whole machine; the others wait in line.',
        also: 'queue parallel',
      },
    ],
  },
  {
    id: 'teaching',
    title: 'Teaching',
    rows: [
      {
        id: 'teachers',
        title: 'Teachers',
        about:
          'Language models that write textbooks and exercises, at any address that speaks OpenAI’s protocol.',
        also: 'openai api key model price base url keychain endpoint',
      },
    ],
  },
  {
    id: 'data',
    title: 'Data',
    rows: [
      {
        id: 'folder',
        title: 'Project folder',
        about: 'Where this project keeps its data, runs and reports.',
        also: 'move path disk location',
      },
    ],
  },
  {
    id: 'window',
    title: 'Window',
    rows: [
      {
        id: 'theme',
        title: 'Theme',
        about: 'Charts and reports follow it.',
        also: 'dark light system colours appearance',
      },
      {
        id: 'notifications',
        title: 'Messages',
        about: 'Tell you through the system when a job ends while the window is behind others.',
        also: 'notifications notify finish',
      },
    ],
  },
  {
    id: 'about',
    title: 'Privacy and trouble',
    rows: [
      {
        id: 'privacy',
        title: 'Privacy',
        about:
          'Hornbook sends nothing about you or your work to anyone: no telemetry, no crash reports, no update checks. It speaks with a teacher that you set up here, and with the address of a benchmark that you ask it to fetch.',
        also: 'telemetry tracking network',
      },
      {
        id: 'diagnostics',
        title: 'Diagnostics',
        about:
          'Versions, the machine, the latest jobs and what failed, as a text to paste. Home paths, names and keys are taken out.',
        also: 'log logs copy bug report support',
      },
    ],
  },
] as const;

export type RowId = (typeof SECTIONS)[number]['rows'][number]['id'];

/** The rows in which every word of the search is found, by their title, text, other words or section; all without one. */
export function rowsFor(search: string): ReadonlySet<RowId> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return new Set(
    SECTIONS.flatMap(({ title: section, rows }) =>
      rows
        .filter(({ title, about, also }) => {
          const text = `${section} ${title} ${about} ${also}`.toLowerCase();
          return words.every((word) => text.includes(word));
        })
        .map(({ id }) => id),
    ),
  );
}
