import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Change, LabClient } from '../../preload/contract/contract.ts';
import { keepEqual } from '../../renderer/bridge/keep-equal.ts';
import { onChanges } from '../../renderer/bridge/live.svelte.ts';

const json = fc.jsonValue({ maxDepth: 4 });
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('what came again', () => {
  it('is what was there where both say the same, whole or in part', () => {
    fc.assert(
      fc.property(json, json, json, (same, before, now) => {
        const known = copy(same);
        expect(keepEqual(known, copy(same))).toBe(known);
        const old = { same: known, changes: before, list: [known, before] };
        const kept = keepEqual(old, copy({ same, changes: now, list: [same, now, same] }));
        expect(kept).toEqual(copy({ same, changes: now, list: [same, now, same] }));
        expect(kept.same).toBe(known);
        expect(kept.list[0]).toBe(known);
      }),
    );
  });

  it('is what came where a name is gone or new, or a list longer', () => {
    expect(keepEqual({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(keepEqual({ a: 1 }, { a: 1, b: undefined })).toHaveProperty('b');
    expect(keepEqual([1, 2], [1])).toEqual([1]);
    expect(keepEqual({}, [])).toEqual([]);
    const map = new Map([[1, 2]]);
    expect(keepEqual(new Map(), map)).toBe(map);
  });
});

describe('changes that the lab tells of', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** A window that can be hidden, and a lab that tells it of changes. */
  function openWindow(behind: boolean) {
    vi.useFakeTimers();
    const page = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal('document', page);
    const listeners = new Set<(change: Change) => void>();
    const onChange: LabClient['onChange'] = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const look = vi.fn();
    const client = { onChange } as LabClient;
    const { stop, looked } = onChanges(client, ({ subject }) => subject === 'jobs', look, behind);
    return {
      look,
      looked,
      stop,
      say: (subject: 'jobs' | 'runs'): void => {
        for (const listener of listeners) listener({ subject });
        vi.runAllTimers();
      },
      hide: (hidden: boolean): void => {
        page.hidden = hidden;
        page.dispatchEvent(new Event('visibilitychange'));
      },
      listeners,
    };
  }

  it('are looked at once together, and not while nobody sees the window', () => {
    const { look, say, hide, stop, listeners } = openWindow(false);
    for (const listener of listeners) {
      listener({ subject: 'jobs' });
      listener({ subject: 'jobs' });
    }
    expect(look).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(look).toHaveBeenCalledTimes(1);
    say('runs');
    expect(look).toHaveBeenCalledTimes(1);
    hide(true);
    say('jobs');
    say('jobs');
    expect(look).toHaveBeenCalledTimes(1);
    hide(false);
    expect(look).toHaveBeenCalledTimes(2);
    hide(true);
    hide(false);
    expect(look).toHaveBeenCalledTimes(2);
    stop();
    say('jobs');
    expect(look).toHaveBeenCalledTimes(2);
    expect(listeners.size).toBe(0);
  });

  it('are not looked at again by whoever just did', () => {
    const { look, looked, listeners } = openWindow(false);
    for (const listener of listeners) listener({ subject: 'jobs' });
    looked();
    vi.runAllTimers();
    expect(look).not.toHaveBeenCalled();
    for (const listener of listeners) listener({ subject: 'jobs' });
    vi.runAllTimers();
    expect(look).toHaveBeenCalledTimes(1);
  });

  it('are looked at behind other windows by whoever must', () => {
    const { look, say, hide } = openWindow(true);
    hide(true);
    say('jobs');
    expect(look).toHaveBeenCalledTimes(1);
  });
});
