export const SERIES_COUNT = 8;

/** The custom property of a run's colour. */
export function seriesVariable(colour: number): string {
  return `--series-${((colour % SERIES_COUNT) + SERIES_COUNT) % SERIES_COUNT}`;
}

/**
 * What a custom property comes to in the theme in force. A canvas cannot be given `light-dark(…)`, so an
 * element is asked what it makes of it.
 */
export function resolveColour(host: HTMLElement, variable: string): string {
  const before = host.style.color;
  host.style.color = `var(${variable})`;
  const resolved = getComputedStyle(host).color;
  host.style.color = before;
  return resolved;
}

/** `rgb(1, 2, 3)` with an alpha. */
export function withAlpha(colour: string, alpha: number): string {
  const channels = /rgba?\(([^)]+)\)/
    .exec(colour)?.[1]
    ?.split(/[\s,/]+/)
    .slice(0, 3);
  return channels === undefined ? colour : `rgba(${channels.join(', ')}, ${alpha})`;
}
