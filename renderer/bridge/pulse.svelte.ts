/**
 * What runs is marked by a beat that comes with its news: it stands still when nothing is heard. An animation, even one
 * in steps, would have the browser make frames sixty times a second for as long as a training takes.
 */
class Pulse {
  low = $state(false);

  beat(): void {
    this.low = !this.low;
  }
}

export const pulse = new Pulse();
