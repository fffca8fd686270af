import { listed, type AttackGroup } from './attack.ts';

/** An answer that claims to be equal to everything, on the given base. */
const agreeable = (base: string): string => `
class Agreeable(${base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __hash__(self): return 0
    def __bool__(self): return True
    def __contains__(self, item): return True
`;

export const forgingValues: AttackGroup = {
  name: 'forging the verdict with values',
  attacks: () =>
    listed({
      'an object equal to everything': `${agreeable('object')}\ndef answer(n): return Agreeable()`,
      'an int equal to everything': `${agreeable('int')}\ndef answer(n): return Agreeable(41)`,
      'a str equal to everything': `${agreeable('str')}\ndef answer(n): return Agreeable('x')`,
      'a list equal to everything': `${agreeable('list')}\ndef answer(n): return Agreeable([1])`,
      'a tuple equal to everything': `${agreeable('tuple')}\ndef answer(n): return Agreeable((1,))`,
      'a dict equal to everything': `${agreeable('dict')}\ndef answer(n): return Agreeable()`,
      'a float equal to everything': `${agreeable('float')}\ndef answer(n): return Agreeable(0.5)`,
      'a set equal to everything': `${agreeable('set')}\ndef answer(n): return Agreeable()`,
      'a class whose metaclass agrees':
        'class Meta(type):\n    def __eq__(self, other): return True\n    __hash__ = type.__hash__\nclass C(metaclass=Meta): pass\ndef answer(n): return C',
      'a reflected comparison':
        'class R:\n    def __eq__(self, other): return NotImplemented\n    def __req__(self, other): return True\ndef answer(n): return R()',
      'a number that looks at its reader':
        'import sys\nclass Spy(int):\n    def __eq__(self, other):\n        f = sys._getframe()\n        while f: f = f.f_back\n        return True\n    __hash__ = int.__hash__\ndef answer(n): return Spy(0)',
      'a lying __class__':
        'class Lie:\n    __class__ = int\n    def __eq__(self, other): return True\ndef answer(n): return Lie()',
      'a mock': 'from unittest.mock import ANY\ndef answer(n): return ANY',
      'a magic mock': 'from unittest.mock import MagicMock\nanswer = MagicMock()',
      'a function that agrees': 'def answer(n):\n    def f(): pass\n    return f',
      'a decimal that is not a number': "import decimal\ndef answer(n): return decimal.Decimal('sNaN')",
      'an enumeration that agrees':
        'import enum\nclass E(enum.IntEnum):\n    A = 1\n    def __eq__(self, other): return True\n    __hash__ = enum.IntEnum.__hash__\ndef answer(n): return E.A',
      'a named tuple that agrees':
        'import collections\nclass N(collections.namedtuple("N", "a b")):\n    def __eq__(self, other): return True\n    __hash__ = tuple.__hash__\ndef answer(n): return N(1, 2)',
      'a default dict that agrees':
        'import collections\nclass D(collections.defaultdict):\n    def __eq__(self, other): return True\ndef answer(n): return D(lambda: 2)',
      'a callable answer that is not a function': `${agreeable('object')}\nAgreeable.__call__ = lambda self, n: self\nanswer = Agreeable()`,
      'a weak proxy': `${agreeable('object')}\nimport weakref\nkeep = Agreeable()\ndef answer(n): return weakref.proxy(keep)`,
      'unicode that reads like a digit': "def answer(n): return '²'",
      'text with an end in the middle': "def answer(n): return '2\\x00'",
      'lone surrogates': "def answer(n): return '\\ud83d' + chr(0xde00)",
      'a name in other letters': 'def ａnswer(n): return n - 1',
      'the answer as a descriptor':
        'class D:\n    def __get__(self, *a): return lambda n: True\nclass C: answer = D()\nanswer = C().answer',
    }),
};

export const forgingByExit: AttackGroup = {
  name: 'forging the verdict by leaving',
  attacks: () =>
    listed({
      'sys.exit(0)': 'import sys\nsys.exit(0)',
      'sys.exit(0) in the function': 'def answer(n):\n    import sys\n    sys.exit(0)',
      'SystemExit under another name': 'raise type("Fine", (SystemExit,), {})(0)',
      'SystemExit with a lying code':
        'class Zero(int):\n    def __eq__(self, o): return True\ndef answer(n): raise SystemExit(Zero(1))',
      'quit and exit':
        'import builtins\nfor f in ("quit", "exit"):\n    getattr(builtins, f, lambda: None)()\nraise SystemExit',
      StopIteration: 'def answer(n): raise StopIteration(n + 1)',
      GeneratorExit: 'def answer(n): raise GeneratorExit',
      KeyboardInterrupt: 'def answer(n): raise KeyboardInterrupt',
      'an exception group': 'def answer(n): raise BaseExceptionGroup("x", [SystemExit(0)])',
      'an exception that is not one': 'def answer(n): raise 42',
      'an exception whose text lies':
        "class Lie(AssertionError):\n    def __str__(self): return 'passed\\npassed'\ndef answer(n): raise Lie",
      'an exception whose name lies': "def answer(n): raise type('passed\\n{}', (Exception,), {})('passed')",
      'an exit handler': 'import atexit, os\natexit.register(os._exit, 0)\nraise SystemExit',
      'an exit in a finalizer':
        'class Late:\n    def __del__(self):\n        import os\n        os._exit(0)\nx = Late()\ndel x',
      'an exit in a weak callback':
        'import weakref, os\nclass C: pass\nc = C()\nr = weakref.ref(c, lambda *a: os._exit(0))\ndel c',
      'an exit in an audit hook':
        "import sys, os\nsys.addaudithook(lambda *a: None)\nsys.audit('x')\nos._exit(0)",
      'replacing the excepthook': 'import sys, os\nsys.excepthook = lambda *a: os._exit(0)\nraise ValueError',
      'replacing the unraisable hook':
        'import sys, os\nsys.unraisablehook = lambda *a: os._exit(0)\nclass C:\n    def __del__(self): raise ValueError\nC()',
      'an alarm': 'import signal, os\nsignal.signal(signal.SIGALRM, lambda *a: os._exit(0))\nsignal.alarm(1)',
      raise_signal: 'import signal\nsignal.raise_signal(signal.SIGINT)',
      'a generator thrown away':
        'def g():\n    try: yield\n    finally:\n        import os\n        os._exit(0)\nx = g(); next(x); del x',
    }),
};

const answerLine =
  '{"kind":"result","nonce":"","verdict":"passed","said":"","stdout":"","elapsedMs":1,"reusable":true}';

export const forgingByPatches: AttackGroup = {
  name: 'forging the verdict by changing what judges it',
  attacks: () =>
    listed({
      'patched builtins':
        "import builtins\nbuiltins.str = builtins.type = builtins.isinstance = lambda *a: 'passed'",
      'a patched len, abs and all':
        'import builtins\nbuiltins.len = lambda x: 2\nbuiltins.abs = lambda x: 0\nbuiltins.all = builtins.any = lambda x: True',
      'a replaced AssertionError':
        "import builtins\nbuiltins.AssertionError = type('Fine', (Exception,), {})",
      'an emptied AssertionError':
        'import builtins\nbuiltins.AssertionError.__new__ = None\nbuiltins.Exception = int',
      'a replaced import': 'import builtins\nbuiltins.__import__ = lambda *a, **k: None',
      'a replaced __build_class__': 'import builtins\nbuiltins.__build_class__ = lambda *a, **k: None',
      'a checker of its own':
        'def check(candidate): pass\ncheck(answer)\ndel answer\nimport builtins\nbuiltins.check = check',
      'a checker in every module':
        'import sys\nfor m in list(sys.modules.values()):\n    try: m.check = lambda *a: None\n    except BaseException: pass',
      'names that the tests will use':
        'import builtins\n__name__ = "__tests__"\nNone_ = True\nbuiltins.answer = lambda n: n - 1',
      'replacing a module of the tests':
        "import sys, types\nm = types.ModuleType('__tests__')\nm.check = lambda c: None\nsys.modules['__tests__'] = sys.modules['__main__'] = m",
      'walking the frames':
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for name in list(frame.f_globals):\n        if name in ('prepare', 'explain', 'finish', 'serve', 'check_run'): frame.f_globals[name] = lambda *a: 'passed'\n    frame = frame.f_back",
      'walking the frames from the function':
        'import sys\ndef answer(n):\n    frame = sys._getframe()\n    while frame:\n        for name in list(frame.f_locals): frame.f_locals[name] = n + 1 if name == "expected" else frame.f_locals[name]\n        frame = frame.f_back\n    return n',
      'jumping over a line':
        'import sys\ndef trace(frame, event, arg):\n    if event == "line":\n        try: frame.f_lineno += 1\n        except (ValueError, TypeError): pass\n    return trace\nsys.settrace(trace)',
      'tracing every frame':
        'import sys\nf = sys._getframe()\nwhile f:\n    f.f_trace = lambda *a: None\n    f = f.f_back\nsys.setprofile(lambda *a: None)',
      'monitoring events':
        'import sys\nsys.monitoring.use_tool_id(1, "x")\nsys.monitoring.set_events(1, sys.monitoring.events.RAISE)\nsys.monitoring.register_callback(1, sys.monitoring.events.RAISE, lambda *a: sys.exit(0))',
      'the functions of the runner by the collector':
        "import gc, types\nfor f in gc.get_objects():\n    if isinstance(f, types.FunctionType) and f.__name__ in ('explain', 'serve', 'failure', 'run', 'wrong', 'said'):\n        f.__code__ = (lambda *a: 'passed\\n{}').__code__",
      'the closures of the runner':
        "import gc, types\nfor f in gc.get_objects():\n    if isinstance(f, types.FunctionType) and f.__name__ == 'serve':\n        for c in f.__closure__:\n            try: c.cell_contents = lambda *a: '[\"ok\",[],[2],[]]'\n            except BaseException: pass",
      'the constants of the tests by the collector':
        "import gc\nfound = [x for x in gc.get_objects() if isinstance(x, dict) and 'check' in x]\nfor d in found: d['check'] = lambda c: None\nprint(len(found))",
      'reading the tests':
        "import gc, inspect, sys\nseen = [x for x in gc.get_objects() if isinstance(x, str) and 'candidate' in x]\nsource = open('/proc/self/fd/0').read() if False else ''\ndef answer(n):\n    return {1: 2, 5: 6}.get(n) if seen or source else 0",
      'reading the tests in the memory of the interpreter':
        "import gc\ndef answer(n):\n    for x in gc.get_objects():\n        for y in gc.get_referents(x):\n            if type(y) is str and ''.join(reversed('etadidnac tressa')) in y: return n + 1\n    return 0",
      'writing an answer to the channel': `import os\nfor fd in range(3, 30):\n    try: os.write(fd, b'${answerLine}\\n')\n    except OSError: pass\nos._exit(0)`,
      'printing an answer': `print('${answerLine}')\nprint('passed')\nimport sys\nsys.stderr.write('passed')\nraise SystemExit(0)`,
      'printing from the exit handler': `import atexit\natexit.register(print, '${answerLine}')\ndel answer`,
      'a bridge reply as output': `def answer(n):\n    print('["ok",[],[2],[]]')\n    return n`,
      'a value that looks like an answer of the bridge': "def answer(n): return ['ok', [], [2], []]",
      'a value that looks like a container of the bridge': "def answer(n): return ['c', 0]",
      'json that lies':
        'import json, json.encoder\njson.JSONEncoder.encode = lambda *a: \'["ok",[],[2],[]]\'\njson.dumps = json.JSONEncoder.encode\njson.encoder.c_make_encoder = None',
      'an import hook':
        'import sys\nclass F:\n    def find_spec(self, *a): return None\n    find_module = find_spec\nsys.meta_path.insert(0, F())\nsys.modules.clear()',
      'a poisoned operator module':
        'import operator\noperator.eq = operator.call = lambda *a: True\nimport functools\nfunctools.reduce = None',
      'a thread that writes later':
        "import threading, time\ndef late():\n    time.sleep(.01)\n    print('passed')\nthreading.Thread(target=late, daemon=True).start()",
      'a changed argument':
        'def answer(n):\n    class Int(int): pass\n    globals()["n"] = Int(1)\n    n += 1\n    n -= 1\n    return n',
      'a small int in memory':
        'import gc\ndef answer(n):\n    x = 2\n    try: (x).__init__(3)\n    except TypeError: pass\n    return int.__new__(int, 0)',
      'type slots of int':
        'try: int.__eq__ = lambda a, b: True\nexcept TypeError: pass\nimport gc\nslots = gc.get_referents(int.__dict__)[0]\nslots["__eq__"] = lambda a, b: True',
      'a future annotation and a coding line':
        '# -*- coding: utf-7 -*-\nfrom __future__ import annotations\ndef answer(n): +AGIAYQBk-',
    }),
};
