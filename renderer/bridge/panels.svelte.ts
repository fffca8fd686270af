/** What lies over the page; one at a time. */
export type Panel = 'palette' | 'shortcuts' | 'jobs' | 'projects' | 'menu';

class Panels {
  open = $state<Panel | null>(null);

  show(panel: Panel): void {
    this.open = panel;
  }

  toggle(panel: Panel): void {
    this.open = this.open === panel ? null : panel;
  }

  close(panel: Panel): void {
    if (this.open === panel) this.open = null;
  }
}

export const panels = new Panels();
