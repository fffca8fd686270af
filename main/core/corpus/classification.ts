/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half
 * (Mann and Whitney's U). `null` where one of the classes is missing, for then there is nothing to measure.
 */
export function areaUnderCurve(scores: ArrayLike<number>, positive: readonly boolean[]): number | null {
  const order = Array.from(positive.keys()).sort((one, other) => scores[one]! - scores[other]!);
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let rankSum = 0;
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && scores[order[last + 1]!] === scores[order[first]!]) last++;
    const rank = (first + last) / 2 + 1;
    for (let index = first; index <= last; index++) if (positive[order[index]!]) rankSum += rank;
    first = last + 1;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Precision and recall of `score ≥ threshold`; `null` where nothing was chosen, or nothing was there to find. */
export function precisionAndRecall(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
  threshold: number,
) {
  let [chosen, found, there] = [0, 0, 0];
  positive.forEach((isPositive, index) => {
    const isChosen = scores[index]! >= threshold;
    if (isChosen) chosen++;
    if (isPositive) there++;
    if (isChosen && isPositive) found++;
  });
  return { precision: chosen > 0 ? found / chosen : null, recall: there > 0 ? found / there : null };
}
