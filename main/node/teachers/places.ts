/**
 * Runs at most `count` tasks at a time, in the order in which they were asked for: a model in this process has so many
 * places and no more.
 */
export function places(count: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place goes to whoever waited longest, and is never free in between.
      if (next === undefined) free += 1;
      else next();
    }
  };
}
