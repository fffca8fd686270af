/**
 * The Euclidean distance of two vectors after each is given length 1: 0 for the same direction, 2 for opposite ones.
 * phi-1 compares texts so, by the mean last hidden state of a code model. A vector of zeros is √2 from any other.
 *
 * @param one [d]
 * @param other [d]
 * @throws RangeError where their lengths differ
 */
export function embeddingDistance(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length)
    throw new RangeError(`Vectors of ${one.length} and ${other.length} numbers have no distance.`);
  let [product, ownSquares, otherSquares] = [0, 0, 0];
  for (let axis = 0; axis < one.length; axis++) {
    const [a, b] = [one[axis]!, other[axis]!];
    product += a * b;
    ownSquares += a * a;
    otherSquares += b * b;
  }
  const lengths = Math.sqrt(ownSquares * otherSquares);
  const cosine = lengths === 0 ? 0 : product / lengths;
  return Math.sqrt(Math.max(0, 2 - 2 * cosine));
}
