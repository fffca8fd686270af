/** What the address after `#` says is shown. Every place in the app has an address that can be kept. */
export type Route =
  | { readonly view: 'recipe' }
  | { readonly view: 'runs' }
  | { readonly view: 'run'; readonly id: string; readonly compare: readonly string[] }
  | { readonly view: 'samples'; readonly dataset: string | null; readonly record: string | null }
  | { readonly view: 'report'; readonly report: string | null }
  | { readonly view: 'evaluation'; readonly evaluation: string; readonly task: string | null };

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, first, second] = path.split('/').filter(Boolean).map(decode);
  switch (view) {
    case 'runs': {
      if (first === undefined) return { view: 'runs' };
      const compare = /(?:^|&)with=([^&]*)/.exec(query)?.[1] ?? '';
      return { view: 'run', id: first, compare: compare.split(',').filter(Boolean).map(decode) };
    }
    case 'samples':
      return { view: 'samples', dataset: first ?? null, record: second ?? null };
    case 'report':
      return { view: 'report', report: first ?? null };
    case 'evaluations':
      if (first === undefined) return { view: 'report', report: null };
      return { view: 'evaluation', evaluation: first, task: second ?? null };
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
    case 'report':
      return join('report', route.report);
    case 'evaluation':
      return join('evaluations', route.evaluation, route.task);
  }
}
