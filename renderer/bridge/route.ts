/** What the address after `#` says is shown. Every place in the app has an address that can be kept. */
export type Route =
  /** With one stage beside the diagram, where one is named. */
  | { readonly view: 'recipe'; readonly stage: string | null }
  | { readonly view: 'runs' }
  | { readonly view: 'run'; readonly id: string; readonly compare: readonly string[] }
  | DataRoute
  /** With one teaching, where one is named; else what a new one is put together from. */
  | { readonly view: 'teach'; readonly teaching: string | null; readonly show: 'lessons' | 'prompts' }
  /** A session, or the list of them. */
  | { readonly view: 'label'; readonly session: string | null }
  | QualityRoute
  | { readonly view: 'engines' }
  /** The list of them where none is named. */
  | { readonly view: 'studies'; readonly study: string | null }
  /** What repeats what: the report of one dataset of dropped records. */
  | { readonly view: 'copies'; readonly report: string | null }
  | { readonly view: 'settings' }
  | { readonly view: 'design' }
  | { readonly view: 'welcome' }
  | { readonly view: 'report'; readonly report: string | null }
  | { readonly view: 'evaluations' }
  /** Problems without tests; `blind` is grading by hand without knowing whose answer it is. */
  | { readonly view: 'gradings'; readonly grading: string | null; readonly blind: boolean }
  | {
      readonly view: 'evaluation';
      readonly evaluation: string;
      readonly task: string | null;
      /** Which of the problem's samples; the one that says most where it is left out. */
      readonly sample: number | null;
      /** Another evaluation of the same problems, to see what changed. */
      readonly compare: string | null;
      readonly show: 'problems' | 'samples';
    }
  /** With the prompt of a problem, where one is named. */
  | { readonly view: 'playground'; readonly evaluation: string | null; readonly task: string | null };

/** A scored dataset, the newest where none is named, with the threshold at which its line stands. */
export type QualityRoute = {
  readonly view: 'quality';
  readonly dataset: string | null;
  /** 0 to 1; where the line is drawn at first is left to the view. */
  readonly at: number | null;
};

/** What the data view shows of a dataset. */
export const DATA_TABS = ['records', 'sql', 'changes', 'compare', 'map', 'lineage'] as const;
export type DataTab = (typeof DATA_TABS)[number];
export type DataRoute = {
  readonly view: 'data';
  readonly dataset: string | null;
  readonly record: string | null;
  readonly show: DataTab;
  /** Another dataset, to see what differs. */
  readonly compare: string | null;
};

/** The address of a dataset, or of the newest where none is named. */
export const dataRoute = (
  dataset: string | null = null,
  more: Partial<Omit<DataRoute, 'view' | 'dataset'>> = {},
): DataRoute => ({ view: 'data', dataset, record: null, show: 'records', compare: null, ...more });

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const rawParameter = (query: string, name: string): string | null =>
  query
    .split('&')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null;

function parameter(query: string, name: string): string | null {
  const raw = rawParameter(query, name);
  return raw === null || raw === '' ? null : decode(raw);
}

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;

const shareNumber = (text: string | null): number | null =>
  text !== null && /^(0(\.\d{1,6})?|1(\.0+)?)$/.test(text) ? Number(text) : null;

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, first, second] = path.split('/').filter(Boolean).map(decode);
  switch (view) {
    case 'runs': {
      if (first === undefined) return { view: 'runs' };
      const compare = rawParameter(query, 'with') ?? '';
      return { view: 'run', id: first, compare: compare.split(',').filter(Boolean).map(decode) };
    }
    // Its name in addresses that were kept from before.
    case 'samples':
    case 'data':
      return dataRoute(first ?? null, {
        record: second ?? null,
        show: DATA_TABS.find((tab) => tab === parameter(query, 'show')) ?? 'records',
        compare: parameter(query, 'with'),
      });
    case 'label':
      return { view, session: first ?? null };
    case 'quality':
      return { view, dataset: first ?? null, at: shareNumber(parameter(query, 'at')) };
    case 'teach':
      return {
        view: 'teach',
        teaching: first ?? null,
        show: parameter(query, 'show') === 'prompts' ? 'prompts' : 'lessons',
      };
    case 'engines':
    case 'settings':
    case 'design':
    case 'welcome':
      return { view };
    case 'studies':
      return { view: 'studies', study: first ?? null };
    case 'copies':
      return { view: 'copies', report: first ?? null };
    case 'report':
      return { view: 'report', report: first ?? null };
    case 'gradings':
      return {
        view: 'gradings',
        grading: first ?? null,
        blind: first !== undefined && parameter(query, 'mode') === 'blind',
      };
    case 'evaluations':
      if (first === undefined) return { view: 'evaluations' };
      return {
        view: 'evaluation',
        evaluation: first,
        task: second ?? null,
        sample: second === undefined ? null : wholeNumber(parameter(query, 'sample')),
        compare: parameter(query, 'with'),
        show: parameter(query, 'show') === 'samples' ? 'samples' : 'problems',
      };
    case 'playground':
      return { view: 'playground', evaluation: first ?? null, task: second ?? null };
    case 'recipe':
      return { view, stage: first ?? null };
    default:
      return { view: 'recipe', stage: null };
  }
}

/** The part after `?`; what is null is left out. */
function search(parameters: Readonly<Record<string, string | null>>): string {
  const said = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return said.length === 0 ? '' : `?${said.join('&')}`;
}

export function formatRoute(route: Route): string {
  const join = (...parts: (string | null)[]) =>
    '#/' +
    parts
      .filter((part) => part !== null)
      .map(encodeURIComponent)
      .join('/');
  switch (route.view) {
    case 'recipe':
      return join('recipe', route.stage);
    case 'runs':
      return '#/runs';
    case 'run': {
      const others = route.compare.map(encodeURIComponent).join(',');
      return join('runs', route.id) + (others === '' ? '' : `?with=${others}`);
    }
    case 'data':
      return (
        join('data', route.dataset, route.dataset === null ? null : route.record) +
        search({ show: route.show === 'records' ? null : route.show, with: route.compare })
      );
    case 'label':
      return join('label', route.session);
    case 'quality':
      return (
        join('quality', route.dataset) +
        search({ at: route.at === null || route.dataset === null ? null : String(route.at) })
      );
    case 'teach':
      return join('teach', route.teaching) + search({ show: route.show === 'prompts' ? route.show : null });
    case 'engines':
    case 'settings':
    case 'design':
    case 'welcome':
      return `#/${route.view}`;
    case 'studies':
      return join('studies', route.study);
    case 'copies':
      return join('copies', route.report);
    case 'report':
      return join('report', route.report);
    case 'gradings':
      return join('gradings', route.grading) + search({ mode: route.blind ? 'blind' : null });
    case 'evaluations':
      return '#/evaluations';
    case 'evaluation': {
      const { sample, compare, show } = route;
      return (
        join('evaluations', route.evaluation, route.task) +
        search({
          show: show === 'samples' ? show : null,
          with: compare,
          sample: sample === null || route.task === null ? null : String(sample),
        })
      );
    }
    case 'playground':
      return join('playground', route.evaluation, route.evaluation === null ? null : route.task);
  }
}
