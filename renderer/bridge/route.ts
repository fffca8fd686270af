/** What the address after `#` says is shown. Every place in the app has an address that can be kept. */
export type Route =
  | { readonly view: 'recipe' }
  | { readonly view: 'runs' }
  | { readonly view: 'run'; readonly id: string; readonly compare: readonly string[] }
  | { readonly view: 'samples'; readonly dataset: string | null; readonly record: string | null }
  | { readonly view: 'engines' }
  | { readonly view: 'report'; readonly report: string | null }
  | { readonly view: 'evaluations' }
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

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, first, second] = path.split('/').filter(Boolean).map(decode);
  switch (view) {
    case 'runs': {
      if (first === undefined) return { view: 'runs' };
      const compare = rawParameter(query, 'with') ?? '';
      return { view: 'run', id: first, compare: compare.split(',').filter(Boolean).map(decode) };
    }
    case 'samples':
      return { view: 'samples', dataset: first ?? null, record: second ?? null };
    case 'engines':
      return { view: 'engines' };
    case 'report':
      return { view: 'report', report: first ?? null };
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
    default:
      return { view: 'recipe' };
  }
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
      return '#/recipe';
    case 'runs':
      return '#/runs';
    case 'run': {
      const others = route.compare.map(encodeURIComponent).join(',');
      return join('runs', route.id) + (others === '' ? '' : `?with=${others}`);
    }
    case 'samples':
      return join('samples', route.dataset, route.dataset === null ? null : route.record);
    case 'engines':
      return '#/engines';
    case 'report':
      return join('report', route.report);
    case 'evaluations':
      return '#/evaluations';
    case 'evaluation': {
      const { sample, compare, show } = route;
      const parameters = [
        ...(show === 'samples' ? ['show=samples'] : []),
        ...(compare === null ? [] : [`with=${encodeURIComponent(compare)}`]),
        ...(sample === null || route.task === null ? [] : [`sample=${sample}`]),
      ];
      return (
        join('evaluations', route.evaluation, route.task) +
        (parameters.length === 0 ? '' : `?${parameters.join('&')}`)
      );
    }
    case 'playground':
      return join('playground', route.evaluation, route.evaluation === null ? null : route.task);
  }
}
