/** A binary heap: `pop` gives the item that `precedes` all others. O(log n) each way. */
export class Heap<Item> {
  private readonly items: Item[] = [];
  private readonly precedes: (left: Item, right: Item) => boolean;

  constructor(precedes: (left: Item, right: Item) => boolean) {
    this.precedes = precedes;
  }

  push(item: Item): void {
    const { items, precedes } = this;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!precedes(item, items[parent]!)) break;
      items[index] = items[parent]!;
      index = parent;
    }
    items[index] = item;
  }

  pop(): Item | undefined {
    const { items, precedes } = this;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && precedes(items[child + 1]!, items[child]!)) child++;
      if (!precedes(items[child]!, last)) break;
      items[index] = items[child]!;
      index = child;
    }
    items[index] = last;
    return top;
  }
}
