/** An SVG path through `values`, left to right, fitted into the box with `pad` on each side. */
export function sparkPath(values: readonly number[], width: number, height: number, pad: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return '';
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const span = high - low || 1;
  const stepX = finite.length === 1 ? 0 : (width - 2 * pad) / (finite.length - 1);
  return finite
    .map((value, index) => {
      const x = pad + index * stepX;
      const y = pad + (1 - (value - low) / span) * (height - 2 * pad);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
