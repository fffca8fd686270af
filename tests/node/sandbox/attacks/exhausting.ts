import { listed, type AttackGroup } from './attack.ts';

export const exhaustingTime: AttackGroup = {
  name: 'exhausting time',
  attacks: () =>
    listed({
      'an infinite loop': 'while True: pass',
      'an infinite loop in the function': 'def answer(n):\n    while True: pass',
      'a loop that catches everything':
        'def answer(n):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass',
      'a loop inside C': 'def answer(n): return sum(range(10**13))',
      'a long sleep': 'import time\ntime.sleep(1000)',
      'a regular expression that never ends':
        "import re\ndef answer(n): return re.match(r'(a+)+$', 'a' * 40 + 'b')",
      'a generator that never ends': 'def answer(n):\n    while True: yield n',
      'an iterator that never ends': 'import itertools\ndef answer(n): return list(itertools.count())',
      'the masked interrupt':
        'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ndef answer(n):\n    while True: pass',
      'an interrupt handler of its own':
        'import signal\nsignal.signal(signal.SIGINT, lambda *a: None)\ndef answer(n):\n    while True: pass',
      'a power too large': 'def answer(n): return 9 ** 9 ** 9',
      'a slow __del__':
        'class Slow:\n    def __del__(self):\n        while True: pass\ndef answer(n):\n    Slow()\n    return n',
      'an exception whose text never ends':
        'class Slow(Exception):\n    def __str__(self):\n        while True: pass\ndef answer(n): raise Slow',
      'a slow comparison of its own type':
        'class Slow(int):\n    def __eq__(self, other):\n        while True: pass\n    __hash__ = int.__hash__\ndef answer(n): return Slow(n)',
      'a slow exit handler': 'import atexit\ndef late():\n    while True: pass\natexit.register(late)',
      'a loop in finally':
        'def answer(n):\n    try:\n        while True: pass\n    finally:\n        while True: pass',
      'a sort that never ends':
        'class Key:\n    def __lt__(self, other):\n        while True: pass\ndef answer(n): return sorted([Key(), Key()])',
    }),
};

export const exhaustingMemory: AttackGroup = {
  name: 'exhausting memory',
  attacks: () =>
    listed({
      'a string at once': "def answer(n): return 'a' * 10**10",
      'a list by steps': 'def answer(n):\n    x = []\n    while True: x.append(bytearray(2**20))',
      'a list of small things': 'def answer(n):\n    x = []\n    while True: x.append([None] * 1000)',
      'a list that doubles': 'x = [0]\nwhile True: x += x',
      'a dictionary': 'def answer(n): return {i: str(i) * 100 for i in range(10**9)}',
      'a number': 'def answer(n):\n    x = 1 << 20\n    while True: x = x * x',
      'a file in memory': "f = open('/tmp/fill', 'wb')\nwhile True: f.write(b'x' * 2**20)",
      'a million files':
        "import os\nfor i in range(10**7):\n    with open('/tmp/%d' % i, 'w') as f: f.write('x' * 1000)",
      'frames of generators':
        'def g(n):\n    x = bytearray(10**6)\n    yield from g(n + 1)\ndef answer(n):\n    import sys\n    sys.setrecursionlimit(10**6)\n    return list(g(0))',
      'a value too large to cross': "def answer(n): return 'a' * (40 * 2**20)",
      'a value that grows as it is written down':
        'def answer(n):\n    x = ()\n    for _ in range(60): x = (x, x)\n    return x',
      'a memory error that is caught':
        "def answer(n):\n    while True:\n        try: x = 'a' * 10**10\n        except MemoryError: pass",
    }),
};

export const exhaustingOutput: AttackGroup = {
  name: 'exhausting output',
  attacks: () =>
    listed({
      'a flood': "while True: print('flood' * 100)",
      'a flood from the function': "def answer(n):\n    while True: print('flood' * 100)",
      'a flood on the error stream': "import sys\nwhile True: sys.stderr.write('flood' * 100)",
      'a flood by descriptor': "import os\nwhile True: os.write(1, b'flood' * 100)",
      'one long line': "print('flood' * 10**6)\nwhile True: pass",
      'a flood of warnings':
        'import warnings\nwarnings.simplefilter("always")\nwhile True: warnings.warn("flood")',
      'an exception with a long text': "def answer(n): raise ValueError('flood' * 10**6)",
      'a name that is long': "def answer(n): raise type('E' * 10**6, (Exception,), {})('x')",
    }),
};

export const exhaustingInterpreter: AttackGroup = {
  name: 'exhausting the interpreter',
  attacks: () =>
    listed({
      'deep recursion': 'def answer(n): return answer(n + 1)',
      'deep recursion with the limit raised':
        'import sys\nsys.setrecursionlimit(10**6)\ndef answer(n): return answer(n + 1)',
      'deep recursion through C':
        'import sys\nsys.setrecursionlimit(10**6)\nclass A:\n    def __getattr__(self, name): return getattr(self, name + "x")\ndef answer(n): return A().x',
      'a deeply nested repr':
        'import sys\nsys.setrecursionlimit(10**6)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)',
      'a deeply nested value': 'def answer(n):\n    x = []\n    for _ in range(10**5): x = [x]\n    return x',
      'a deeply nested tuple':
        'def answer(n):\n    x = ()\n    for _ in range(10**5): x = (x,)\n    return x',
      'nested brackets for the compiler': `x = eval('(' * 10**5 + ')' * 10**5)`,
      'a deeply nested syntax tree': "x = eval('-' * 10**6 + '1')",
      'a chain of exceptions':
        'def answer(n):\n    e = None\n    for i in range(10**5):\n        f = ValueError(i); f.__cause__ = e; e = f\n    raise e',
      threads: 'import threading\nthreading.Thread(target=lambda: print(1), daemon=False).start()',
      'threads by the low-level module':
        'import _thread, time\n_thread.start_new_thread(lambda: time.sleep(1), ())',
      'a thread pool':
        'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(1000) as pool: list(pool.map(print, range(1000)))',
      'os._exit(0)': 'import os\nos._exit(0)',
      'os._exit(0) in the function': 'def answer(n):\n    import os\n    os._exit(0)',
      'os.abort': 'import os\nos.abort()',
      'a crash in C': 'import faulthandler\nfaulthandler._sigsegv()',
      'a freed object':
        'import sys\ndef answer(n):\n    import _testcapi\n    return _testcapi.get_refcount(n)',
      'every module at once':
        'import sys\nfor name in sys.stdlib_module_names:\n    try: __import__(name)\n    except BaseException: pass',
      'standard streams closed':
        'import os\nfor fd in range(32):\n    try: os.close(fd)\n    except OSError: pass',
      'the collector with a broken callback':
        'import gc\ngc.callbacks.append(lambda *a: 1 / 0)\ngc.set_threshold(1)\nfor _ in range(1000): x = [[]]',
      'a modified None of the heap':
        'import gc\nfor x in gc.get_objects():\n    if type(x) is dict and len(x) > 3:\n        try: x.clear()\n        except BaseException: pass',
    }),
};
