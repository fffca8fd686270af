/** Highest resident memory of this process, threads included, while `work` runs, in MiB; looked at often. */
export async function withResidentPeak<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly peakMebibytes: number }> {
  let peak = process.memoryUsage.rss();
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 50);
  try {
    const result = await work();
    look();
    return { result, peakMebibytes: Math.round(peak / 2 ** 20) };
  } finally {
    clearInterval(timer);
  }
}
