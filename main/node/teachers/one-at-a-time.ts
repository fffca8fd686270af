/** Runs tasks one after another, in the order in which they were asked for: a model in this process has one place. */
export function oneAtATime(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    // The next one starts whatever became of this one.
    last = run.catch(() => undefined);
    return run;
  };
}
