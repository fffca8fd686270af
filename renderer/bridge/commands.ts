import type { LabClient } from '../../preload/contract/contract.ts';
import { isResumable } from '../../preload/contract/job-states.ts';
import { commandOf, type CommandName } from '../../preload/contract/commands.ts';
import { panels } from './panels.svelte.ts';
import { preferences } from './preferences.svelte.ts';
import { dataRoute } from './route.ts';
import { router } from './router.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { wanted } from './wanted.svelte.ts';

type Action = (client: LabClient) => unknown;

/** Total over the commands: one without an action does not compile. */
const actions: Readonly<Record<CommandName, Action>> = {
  'go.recipe': () => router.go({ view: 'recipe', stage: null }),
  'go.data': () => router.go(dataRoute()),
  'go.label': () => router.go({ view: 'label', session: null }),
  'go.quality': () => router.go({ view: 'quality', dataset: null, at: null }),
  'go.copies': () => router.go({ view: 'copies', report: null }),
  'go.teach': () => router.go({ view: 'teach', teaching: null, show: 'lessons' }),
  'go.runs': () => router.go({ view: 'runs' }),
  'go.studies': () => router.go({ view: 'studies', study: null }),
  'go.evaluate': () => router.go({ view: 'evaluations' }),
  'go.playground': () => router.go({ view: 'playground', evaluation: null, task: null }),
  'go.reports': () => router.go({ view: 'report', report: null }),
  'go.engines': () => router.go({ view: 'engines' }),
  'go.settings': () => router.go({ view: 'settings' }),

  'recipe.start': startRecipe,
  'jobs.open': () => panels.toggle('jobs'),
  'job.pause': (client) => endRunningJob(client, 'jobs.pause', 'is saving and pausing'),
  'job.stop': (client) => endRunningJob(client, 'jobs.stop', 'is saving and stopping'),
  'job.resume': resumeJob,
  'data.import': () => {
    wanted.ask('import');
    router.go(dataRoute());
  },
  'training.new': () => {
    wanted.ask('new-training');
    router.go({ view: 'runs' });
  },
  'evaluation.new': () => {
    wanted.ask('new-evaluation');
    router.go({ view: 'evaluations' });
  },

  'project.choose': () => panels.show('projects'),

  'palette.open': () => panels.show('palette'),
  'theme.next': () => preferences.nextTheme(),
  'theme.system': () => preferences.setTheme('system'),
  'theme.light': () => preferences.setTheme('light'),
  'theme.dark': () => preferences.setTheme('dark'),
  'sidebar.fold': () => preferences.fold(),

  'help.welcome': () => router.go({ view: 'welcome' }),
  'help.diagnostics': copyDiagnostics,
  'help.design': () => router.go({ view: 'design' }),
  'help.shortcuts': () => panels.show('shortcuts'),
};

/** Runs a command; what goes wrong is shown, never thrown. */
export async function runCommand(name: CommandName, client: LabClient): Promise<void> {
  try {
    await actions[name](client);
  } catch (cause) {
    toasts.failure(`“${commandOf(name).title}” did not work`, cause);
  }
}

async function copyDiagnostics(client: LabClient): Promise<void> {
  const { text } = await client.call('settings.diagnostics');
  await navigator.clipboard.writeText(text);
  toasts.note('The diagnostics are on the clipboard', 'Without home paths, names and keys.');
}

async function startRecipe(client: LabClient): Promise<void> {
  router.go({ view: 'recipe', stage: null });
  const { settings } = await client.call('recipe.view');
  // Engine and threads are those of the app's settings now, not those of the latest run.
  const { threads: _, engine: __, ...chosen } = settings;
  await client.call('recipe.start', { ...chosen, rawPaths: [...chosen.rawPaths] });
}

async function endRunningJob(
  client: LabClient,
  how: 'jobs.pause' | 'jobs.stop',
  said: string,
): Promise<void> {
  const running = (await client.call('jobs.list')).find(({ state }) => state === 'running');
  if (running === undefined) toasts.note('No job is running');
  else {
    await client.call(how, { id: running.id });
    toasts.note(`${running.title} ${said}`);
  }
}

async function resumeJob(client: LabClient): Promise<void> {
  const ended = (await client.call('jobs.list')).find(isResumable);
  if (ended === undefined) toasts.note('There is no stopped job to go on with');
  else await client.call('jobs.resume', { id: ended.id });
}
