/**
 * Programs that leave something where a hasty restore would overlook it, each with one that looks for it: in objects
 * that no ordinary program touches, in memory taken and given back, below the stack, outside of the heap.
 */
export const smuggling: readonly (readonly [what: string, leave: string, look: string])[] = [
  [
    'a constant of a module that nobody uses',
    'import calendar\ncalendar.day_name.leak = 1\ncalendar.mdays.append(99)',
    'import calendar\nassert not hasattr(calendar.day_name, "leak") and 99 not in calendar.mdays',
  ],
  [
    'a default argument of a library function',
    'import textwrap\ntextwrap.dedent.__defaults__ = (1,)\ntextwrap.dedent.__dict__["leak"] = 1',
    'import textwrap\nassert textwrap.dedent.__defaults__ is None and not textwrap.dedent.__dict__',
  ],
  [
    'the code of a library function',
    'import heapq, statistics\nstatistics.mean.__code__ = (lambda data: 7).__code__',
    'import statistics\nassert statistics.mean([1, 3]) == 2',
  ],
  [
    'one element of a list, and back in the next program',
    'import keyword\nkeyword.kwlist[0] = "leak"',
    'import keyword\nassert keyword.kwlist[0] == "False"',
  ],
  [
    'a bit of a large constant bytes object',
    'import zlib\nx = bytearray(3 * 2**20)\nx[-1] = 7\ndel x',
    'assert bytes(bytearray(3 * 2**20)) == bytes(3 * 2**20)',
  ],
  [
    'memory taken far above the heap and given back',
    'x = [bytes([i % 256]) * 50_000 for i in range(500)]\ndel x',
    'x = [bytearray(50_000) for i in range(500)]\nassert not any(map(any, x))',
  ],
  [
    'deep frames of the stack',
    'import json\nx = []\nfor _ in range(150): x = [x]\njson.dumps(x)\ndef f(n): return n and f(n - 1)\nf(900)',
    'def f(n): return n and f(n - 1)\nassert f(900) == 0',
  ],
  ['an interned string', 'import sys\nx = sys.intern("leak" * 3)', 'assert "leak" * 3 == "leakleakleak"'],
  [
    'the cache of regular expressions',
    'import re\nfor i in range(600): re.compile(f"a{i}")',
    'import re\nassert len(re._cache) < 100 and re.match("a1$", "a1")',
  ],
  [
    'an audit hook',
    'import sys\nsys.addaudithook(lambda *a: 1 / 0 if a[0] == "open" else None)',
    'open("/tmp/x", "w").close()',
  ],
  ['an exit function', 'import atexit\natexit.register(print, "leak")', 'pass'],
  [
    'a signal handler',
    'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)',
    'import signal\nassert signal.getsignal(signal.SIGINT) is signal.default_int_handler',
  ],
  [
    'a codec',
    'import codecs\ncodecs.register(lambda name: 1 / 0)',
    'try: "x".encode("no_such_codec")\nexcept LookupError: pass',
  ],
  [
    'a registered subclass',
    'import collections.abc\ncollections.abc.Sized.register(int)',
    'import collections.abc\nassert not isinstance(1, collections.abc.Sized)',
  ],
  [
    'a class that lives on in its base',
    'class Leak(Exception): pass\nimport sys\nsys.modules["leak"] = Leak',
    'assert not any(c.__name__ == "Leak" for c in Exception.__subclasses__())',
  ],
  [
    'thresholds of the collector',
    'import gc\ngc.disable()\ngc.set_threshold(1, 1, 1)\ngc.freeze()',
    'import gc\nassert gc.isenabled() and gc.get_threshold()[0] > 1',
  ],
  [
    'a context variable',
    'import contextvars, decimal\ndecimal.setcontext(decimal.Context(prec=3))',
    'import decimal\nassert decimal.getcontext().prec == 28',
  ],
  [
    'random numbers',
    'import random\nrandom.seed(1)',
    'import random\nassert random.random() != 0.13436424411240122',
  ],
  [
    'the archive of the standard library, through its descriptor',
    'import os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nfd = os.open(path, os.O_RDWR)\ntry: os.pwrite(fd, b"leak", 100)\nexcept OSError: pass\ntry: os.ftruncate(fd, 10)\nexcept OSError: pass',
    'import os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nassert os.path.getsize(path) > 10**6\nassert open(path, "rb").read(104)[100:] != b"leak"\nimport wave',
  ],
  [
    'the archive of the standard library, mapped into memory',
    'import mmap, os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nfd = os.open(path, os.O_RDWR)\ntry:\n    m = mmap.mmap(fd, 4096)\n    m[100:104] = b"leak"\n    m.flush()\nexcept (OSError, ValueError): pass',
    'import sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nassert open(path, "rb").read(104)[100:] != b"leak"',
  ],
  [
    'the archive of the standard library, replaced by another',
    'import os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nos.rename(path, "/tmp/was")\nopen(path, "wb").write(b"leak" * 10**6)',
    'import os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nassert open(path, "rb").read(4) != b"leak" and os.listdir("/tmp") == []\nimport sched',
  ],
  [
    'the mode of the archive',
    'import os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nos.chmod(path, 0)',
    'import os, sys\npath = next(p for p in sys.path if p.endswith(".zip"))\nassert os.stat(path).st_mode & 0o444',
  ],
];
