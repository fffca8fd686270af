import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/*
 * Starting from a fresh heap costs some milliseconds, a small exercise a fraction of one, so hundreds go
 * into one program. Each runs in a namespace of its own; what a pack says went wrong is confirmed alone.
 */

/** A Python literal of any JSON value: a JSON string is also a Python string. */
const pythonJson = (value: unknown) => JSON.stringify(JSON.stringify(value));

const prelude = `
import json, sys, gc, builtins
gc.disable()
class _Nowhere:
    def write(self, text): return len(text)
    def flush(self): pass
_out, _nowhere = sys.stdout, _Nowhere()
def _said(exc):
    try: text = str(exc)
    except Exception: text = ''
    name = type(exc).__name__
    return (name + ': ' + text if text else name)[:300]
`;

const report = `
_out.write('\\n' + _MARK + json.dumps({'done': _done, 'failed': _failed, 'stopped': _stopped}))
_out.flush()
`;

export type PackedExercise = { readonly source: string; readonly entryPoint: string };

export type Pack = { readonly source: string; readonly mark: string };

/** A program that runs each exercise's own check twice: on its solution, and on a body that only passes. */
export function packExercises(cases: readonly PackedExercise[]): Pack {
  const mark = randomBytes(12).toString('hex');
  const source = `${prelude}
_MARK = '${mark}'
def _empty(*args, **named): return None
def _try(source, entry):
    space = {'__name__': 'exercise', '__builtins__': builtins}
    try:
        exec(compile(source, '<exercise>', 'exec', 0, True), space)
        check = space['check']
        check(space[entry])
    except KeyboardInterrupt: raise
    except BaseException as exc: return _said(exc)
    try: check(_empty)
    except KeyboardInterrupt: raise
    except BaseException: return None
    return 'its tests pass with an empty body'
_done, _failed, _stopped = 0, [], False
try:
    for _source, _entry in json.loads(${pythonJson(cases.map((c) => [c.source, c.entryPoint]))}):
        sys.stdout = _nowhere
        _reason = _try(_source, _entry)
        if _reason is not None: _failed.append([_done, _reason])
        _done += 1
except KeyboardInterrupt: _stopped = True
${report}`;
  return { source, mark };
}

export type PackedBlocks = {
  /** A block whose output is null is run for what follows; what it prints, and whether it fails, counts for nothing. */
  readonly blocks: readonly { readonly code: string; readonly expectedOutput: string | null }[];
};

/** A program that runs each section's blocks in order, in one namespace per section, and compares what they print. */
export function packSections(cases: readonly PackedBlocks[]): Pack {
  const mark = randomBytes(12).toString('hex');
  const source = `${prelude}
import io
_MARK = '${mark}'
def _bare(text): return [line.rstrip() for line in text.rstrip().split('\\n')]
def _try(blocks):
    space = {'__name__': '__main__', '__builtins__': builtins}
    for number, (code, expected) in enumerate(blocks, 1):
        sys.stdout = caught = io.StringIO()
        try: exec(compile(code, '<block>', 'exec', 0, True), space)
        except KeyboardInterrupt: raise
        except BaseException as exc:
            if expected is None: continue
            return 'block %d: %s' % (number, _said(exc))
        finally: sys.stdout = _nowhere
        if expected is None: continue
        printed = caught.getvalue()
        if _bare(printed) != _bare(expected):
            return 'block %d printed %r where the text says %r' % (number, printed[:120], expected[:120])
    return None
_done, _failed, _stopped = 0, [], False
try:
    for _blocks in json.loads(${pythonJson(cases.map((c) => c.blocks.map((b) => [b.code, b.expectedOutput])))}):
        _reason = _try(_blocks)
        if _reason is not None: _failed.append([_done, _reason])
        _done += 1
except KeyboardInterrupt: _stopped = True
${report}`;
  return { source, mark };
}

const packReport = z.object({
  done: z.number().int().nonnegative(),
  failed: z.array(z.tuple([z.number().int().nonnegative(), z.string()])),
  stopped: z.boolean(),
});
export type PackReport = z.infer<typeof packReport>;

/** What a pack said of itself, or null when it did not get to say anything. */
export function readPackReport(stdout: string, mark: string): PackReport | null {
  const at = stdout.lastIndexOf(mark);
  if (at < 0) return null;
  try {
    return packReport.parse(JSON.parse(stdout.slice(at + mark.length)));
  } catch {
    return null;
  }
}
