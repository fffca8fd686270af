import { formatRoute, parseRoute, type Route } from './route.ts';

class Router {
  current = $state.raw<Route>(parseRoute(window.location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.current = parseRoute(window.location.hash);
    });
  }

  go(route: Route): void {
    window.location.hash = formatRoute(route);
  }

  /** Without a new entry in the history: stepping through records should not fill it. */
  replace(route: Route): void {
    window.history.replaceState(null, '', formatRoute(route));
    this.current = route;
  }
}

export const router = new Router();
