/**
 * What a person can tell the app to do, by name: the command palette, the list of shortcuts, the keyboard and the
 * desktop window's native menu are all made from this one table. The renderer runs a command; the menu sends its name.
 */
export type CommandGroup = 'Go to' | 'Do' | 'Window' | 'Help';

export type Command = {
  readonly title: string;
  readonly group: CommandGroup;
  /** As tinykeys writes them: `g r` is one after the other, `$mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys?: string;
  /** Its native menu, and the accelerator shown there; only what also has such `keys` has one. */
  readonly menu?: { readonly in: MenuName; readonly accelerator?: string };
  /** Other words that one might look for. */
  readonly also?: string;
};

export const MENUS = ['File', 'Go', 'Jobs', 'View', 'Help'] as const;
export type MenuName = (typeof MENUS)[number];

const go = (title: string, keys: string, also = ''): Command => ({
  title,
  group: 'Go to',
  keys,
  menu: { in: 'Go' },
  also,
});

export const COMMANDS = {
  'go.recipe': go('Recipe', 'g r', 'pipeline stages home'),
  'go.data': go('Data', 'g s', 'samples datasets records'),
  'go.label': go('Label', 'g l', 'annotate kappa agreement by hand'),
  'go.quality': go('Quality', 'g q', 'threshold filter score classifier histogram'),
  'go.copies': go('Copies', 'g c', 'duplicates contamination decontaminate near'),
  'go.teach': go('Teach', 'g h', 'textbooks exercises synthesise teachers lessons'),
  'go.runs': go('Runs', 'g u', 'training loss'),
  'go.studies': go('Studies', 'g t', 'scaling laws grid compute seeds figure'),
  'go.evaluate': go('Evaluate', 'g v', 'evaluations pass@1 benchmark'),
  'go.playground': go('Playground', 'g p', 'prompt generate'),
  'go.reports': go('Reports', 'g e', 'findings'),
  'go.engines': go('Engines', 'g n', 'doctor speed onnxruntime gpu'),

  'go.settings': {
    title: 'Settings',
    group: 'Go to',
    keys: '$mod+,',
    menu: { in: 'Go', accelerator: 'CmdOrCtrl+,' },
    also: 'preferences options theme threads teachers keys notifications privacy',
  },

  'recipe.start': {
    title: 'Start the recipe',
    group: 'Do',
    menu: { in: 'Jobs' },
    also: 'run train again',
  },
  'jobs.open': {
    title: 'Show the jobs',
    group: 'Window',
    keys: 'Shift+J',
    menu: { in: 'Jobs' },
    also: 'tray queue progress log running',
  },
  'job.pause': {
    title: 'Pause the running job',
    group: 'Do',
    menu: { in: 'Jobs' },
    also: 'hold wait',
  },
  'job.stop': {
    title: 'Stop and save the running job',
    group: 'Do',
    menu: { in: 'Jobs' },
    also: 'cancel end abort',
  },
  'job.resume': {
    title: 'Resume the job that was paused or stopped last',
    group: 'Do',
    menu: { in: 'Jobs' },
    also: 'continue go on',
  },
  'data.import': {
    title: 'Import data…',
    group: 'Do',
    menu: { in: 'File' },
    also: 'add files folder parquet jsonl dataset',
  },
  'training.new': {
    title: 'New training…',
    group: 'Do',
    menu: { in: 'File' },
    also: 'train run model clone extend finetune',
  },
  'evaluation.new': {
    title: 'New evaluation…',
    group: 'Do',
    menu: { in: 'File' },
    also: 'measure benchmark humaneval',
  },

  'project.choose': {
    title: 'Open or make a project…',
    group: 'Do',
    menu: { in: 'File' },
    also: 'switch folder new',
  },

  'palette.open': {
    title: 'Find a command or a place…',
    group: 'Window',
    keys: '$mod+k',
    menu: { in: 'View', accelerator: 'CmdOrCtrl+K' },
    also: 'palette search',
  },
  'theme.next': { title: 'Theme: system, light, dark', group: 'Window', keys: 't', also: 'toggle colours' },
  'theme.system': { title: 'Theme as the system has it', group: 'Window', menu: { in: 'View' } },
  'theme.light': { title: 'Light theme', group: 'Window', menu: { in: 'View' } },
  'theme.dark': { title: 'Dark theme', group: 'Window', menu: { in: 'View' } },
  'sidebar.fold': {
    title: 'Fold or unfold the sidebar',
    group: 'Window',
    keys: '[',
    menu: { in: 'View' },
  },

  'help.welcome': {
    title: 'Welcome',
    group: 'Help',
    menu: { in: 'Help' },
    also: 'first run start tour doctor',
  },
  'help.diagnostics': {
    title: 'Copy diagnostics',
    group: 'Help',
    menu: { in: 'Help' },
    also: 'log report bug problem support',
  },
  'help.design': {
    title: 'Design: type, colours, controls',
    group: 'Help',
    menu: { in: 'Help' },
    also: 'tokens contrast palette icons',
  },
  'help.shortcuts': { title: 'Keyboard shortcuts', group: 'Help', keys: 'Shift+?', menu: { in: 'Help' } },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

export const commandOf = (name: CommandName): Command => COMMANDS[name];

export const isCommandName = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(COMMANDS, name);
