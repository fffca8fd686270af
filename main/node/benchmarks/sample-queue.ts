/**
 * Hands out samples so that each lane stays with one task while it can: the lane's checker then keeps that task's
 * compiled tests. A lane whose task is done takes one that nobody has begun, and after the last of those helps
 * where most is left.
 */
export class SampleQueue {
  readonly #left = new Map<string, number[]>();
  readonly #untouched: string[];

  /** `taskIds`: each sample's task, in the samples' order. */
  constructor(taskIds: readonly string[]) {
    taskIds.forEach((taskId, at) => {
      const numbers = this.#left.get(taskId);
      if (numbers === undefined) this.#left.set(taskId, [at]);
      else numbers.push(at);
    });
    for (const numbers of this.#left.values()) numbers.reverse();
    this.#untouched = [...this.#left.keys()].reverse();
  }

  /** The index of the next sample for a lane that has `current` on its hands (null at first); null when all are out. */
  next(current: string | null): { readonly taskId: string; readonly at: number } | null {
    const taskId = this.#has(current) ? current : (this.#untouched.pop() ?? this.#largest());
    if (taskId === null) return null;
    const numbers = this.#left.get(taskId)!;
    const at = numbers.pop()!;
    if (numbers.length === 0) this.#left.delete(taskId);
    return { taskId, at };
  }

  #has(taskId: string | null): taskId is string {
    return taskId !== null && this.#left.has(taskId);
  }

  #largest(): string | null {
    let best: string | null = null;
    for (const [taskId, { length }] of this.#left) {
      if (best === null || length > this.#left.get(best)!.length) best = taskId;
    }
    return best;
  }
}
