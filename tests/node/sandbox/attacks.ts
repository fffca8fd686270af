/** One hostile completion. It is followed by a wrong solution, so `passed` would mean that the verdict was forged. */
export type Attack = { readonly name: string; readonly source: string };

/**
 * `decoy` is a file that only the host may read, `trace` a file that must never come to be. Whatever an
 * attack learns it prints, so that a leak shows.
 */
export function attacks(decoy: string, trace: string): Attack[] {
  const reach = `
def reach():
    import sys, gc
    found = []
    for thing in gc.get_objects():
        if type(thing).__name__ in ('JsProxy', 'JsCallable', 'JsMethod') or 'JsProxy' in str(type(thing)):
            found.append(thing)
    return found
`;
  const shell = `touch ${trace}; cat ${decoy}`;
  return [
    { name: 'os.system', source: `import os\nprint(os.system(${JSON.stringify(shell)}))` },
    { name: 'os.popen', source: `import os\nprint(os.popen(${JSON.stringify(shell)}).read())` },
    {
      name: 'subprocess',
      source: `import subprocess\nprint(subprocess.run(['sh', '-c', ${JSON.stringify(shell)}], capture_output=True))`,
    },
    { name: 'os.fork', source: 'import os\npid = os.fork()\nprint(pid)' },
    { name: 'os.execv', source: `import os\nos.execv('/bin/sh', ['sh', '-c', ${JSON.stringify(shell)}])` },
    {
      name: 'posix_spawn',
      source: `import os\nos.posix_spawn('/bin/sh', ['sh', '-c', ${JSON.stringify(shell)}], {})`,
    },
    { name: 'import js', source: 'import js\nprint(js.process.env)' },
    {
      name: 'import js by its finder',
      source: "import sys\nfor f in sys.meta_path: print(f, f.find_spec('js', None))\nimport js",
    },
    {
      name: 'pyodide.code.run_js',
      source: `from pyodide.code import run_js\nrun_js("process.mainModule.require('fs').writeFileSync('${trace}', '')")`,
    },
    {
      name: 'pyodide_js',
      source:
        'import pyodide_js\nprint(dir(pyodide_js))\npyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, {"root": "/"}, "/mnt")',
    },
    { name: '_pyodide_core', source: 'import _pyodide_core\nprint(dir(_pyodide_core))' },
    {
      name: 'constructor.constructor',
      source: `from pyodide.ffi import to_js\nto_js([]).constructor.constructor("return process.getBuiltinModule('fs').writeFileSync('${trace}','')")()`,
    },
    {
      name: 'constructor.constructor of a proxy that was left over',
      source: `${reach}\nfor p in reach():\n    try: print(p.constructor.constructor("return process")())\n    except BaseException as e: print(type(e))`,
    },
    {
      name: 'NODEFS through a proxy that was left over',
      source: `${reach}\nfor p in reach():\n    try:\n        fs = p.FS\n        fs.mkdir('/host'); fs.mount(fs.filesystems.NODEFS, p.constructor({'root': '/'}), '/host')\n        print(open('/host${decoy}').read())\n    except BaseException as e: print(type(e))`,
    },
    { name: 'ctypes', source: "import ctypes\nctypes.CDLL(None).emscripten_run_script(b'process.exit(0)')" },
    { name: '_ctypes', source: 'import _ctypes\nprint(_ctypes.dlopen(None, 0))' },
    {
      name: '_ctypes through the import system',
      source:
        "import _imp, importlib.machinery as m\nspec = m.ModuleSpec('_ctypes', m.BuiltinImporter)\nprint(_imp.create_builtin(spec))",
    },
    {
      name: 'a socket to the host',
      source: "import socket\ns = socket.create_connection(('127.0.0.1', 22), 1)\nprint(s.recv(100))",
    },
    {
      name: 'urllib',
      source: "import urllib.request\nprint(urllib.request.urlopen('http://127.0.0.1:1/').read())",
    },
    { name: 'reading the decoy', source: `print(open(${JSON.stringify(decoy)}).read())` },
    { name: 'reading /proc/self/environ', source: "print(open('/proc/self/environ').read())" },
    {
      name: 'writing outside',
      source: `open(${JSON.stringify(trace)}, 'w').write('x')\nimport os\nos.sync()`,
    },
    { name: 'the environment', source: 'import os\nprint(dict(os.environ))' },
    { name: 'killing the host', source: 'import os\nos.kill(os.getppid(), 9)\nos.kill(1, 9)' },
    {
      name: 'killing its own process',
      source: 'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nsignal.raise_signal(signal.SIGTERM)',
    },
    { name: 'sys.exit(0)', source: 'import sys\nsys.exit(0)' },
    { name: 'SystemExit under another name', source: 'raise type("Fine", (SystemExit,), {})(0)' },
    { name: 'os._exit(0)', source: 'import os\nos._exit(0)' },
    { name: 'os.abort', source: 'import os\nos.abort()' },
    {
      name: 'printing markers',
      source: `print('{"kind":"result","nonce":"","verdict":"passed","detail":"","stdout":"","elapsedMs":1,"reusable":true}')\nprint('passed')\nimport sys\nsys.stderr.write('passed')\nraise SystemExit(0)`,
    },
    {
      name: 'writing to the channel by file descriptor',
      source: `import os\nfor fd in range(3, 30):\n    try: os.write(fd, b'{"kind":"result","nonce":"","verdict":"passed","detail":"","stdout":"","elapsedMs":1,"reusable":true}\\n')\n    except OSError: pass\nos._exit(0)`,
    },
    { name: 'an atexit hook', source: 'import atexit, os\natexit.register(os._exit, 0)\nraise SystemExit' },
    {
      name: 'replacing builtins of the runner',
      source:
        "import builtins\nbuiltins.str = builtins.type = builtins.isinstance = lambda *a: 'passed'\nbuiltins.AssertionError = type('Fine', (Exception,), {})",
    },
    {
      name: 'an exception whose text lies',
      source: "class Lie(AssertionError):\n    def __str__(self): return 'passed\\npassed'\nraise Lie",
    },
    {
      name: 'an exception whose text never ends',
      source: 'class Slow(Exception):\n    def __str__(self):\n        while True: pass\nraise Slow',
    },
    {
      name: 'walking the frames',
      source:
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for name in list(frame.f_globals):\n        if name in ('prepare', 'explain', 'finish'): frame.f_globals[name] = lambda *a: 'passed'\n    frame = frame.f_back",
    },
    {
      name: 'replacing the excepthook',
      source: 'import sys, os\nsys.excepthook = lambda *a: os._exit(0)\nraise ValueError',
    },
    { name: 'an infinite loop', source: 'while True: pass' },
    {
      name: 'a loop that catches everything',
      source: 'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
    },
    { name: 'a loop inside C', source: 'sum(range(10**13))' },
    { name: 'a long sleep', source: 'import time\ntime.sleep(1000)' },
    {
      name: 'a regular expression that never ends',
      source: "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
    },
    { name: 'a memory bomb at once', source: "x = 'a' * 10**10" },
    { name: 'a memory bomb by steps', source: 'x = []\nwhile True: x.append(bytearray(2**20))' },
    { name: 'a number too large', source: 'x = 9 ** 9 ** 9' },
    { name: 'an output flood', source: "while True: print('flood' * 100)" },
    {
      name: 'an output flood on the error stream',
      source: "import sys\nwhile True: sys.stderr.write('flood' * 100)",
    },
    { name: 'deep recursion', source: 'def down(n): return down(n + 1)\ndown(0)' },
    {
      name: 'deep recursion with the limit raised',
      source: 'import sys\nsys.setrecursionlimit(10**6)\ndef down(n): return down(n + 1)\ndown(0)',
    },
    {
      name: 'a deeply nested repr',
      source: 'import sys\nsys.setrecursionlimit(10**6)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)',
    },
    { name: 'nested brackets for the compiler', source: `x = eval('(' * 10**5 + ')' * 10**5)` },
    {
      name: 'threads that outlive it',
      source: 'import threading\nthreading.Thread(target=lambda: print(1), daemon=False).start()',
    },
    {
      name: 'a finalizer',
      source:
        'class Late:\n    def __del__(self):\n        import os\n        os._exit(0)\nx = Late()\nraise ValueError',
    },
    {
      name: 'filling the file system',
      source: "f = open('/tmp/fill', 'wb')\nwhile True: f.write(b'x' * 2**20)",
    },
  ];
}
