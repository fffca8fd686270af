import { listed, quoted, type AttackGroup } from './attack.ts';

/** Everything that is still a JavaScript object in Python's memory, if anything is. */
const leftovers = `
import gc
def leftovers():
    return [x for x in gc.get_objects() if 'JsProxy' in str(type(x)) or type(x).__name__ in ('JsCallable', 'JsMethod')]
`;

export const reachingJavaScript: AttackGroup = {
  name: 'reaching JavaScript',
  attacks: ({ trace, file }) =>
    listed({
      'import js': 'import js\nprint(js.process.env)',
      'from js import a function': 'from js import eval as run\nrun("1")',
      'import js by its finder':
        "import sys\nfor f in sys.meta_path: print(f, f.find_spec('js', None))\nimport js",
      'import js after clearing the finders': 'import sys\nsys.meta_path.clear()\nimport js',
      pyodide_js:
        'import pyodide_js\npyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, {"root": "/"}, "/mnt")',
      _pyodide_core: 'import _pyodide_core\nprint(dir(_pyodide_core))',
      'pyodide.code.run_js': `from pyodide.code import run_js\nrun_js("process.mainModule.require('fs').writeFileSync('${trace}', '')")`,
      'constructor.constructor': `from pyodide.ffi import to_js\nto_js([]).constructor.constructor("return process.getBuiltinModule('fs').writeFileSync('${trace}','')")()`,
      'the pyodide package from its archive':
        "import sys, zipimport\narchive = next(p for p in sys.path if p.endswith('.zip'))\nmodule = zipimport.zipimporter(archive).load_module('_pyodide')\nprint(module)",
      'constructor of a proxy that was left over': `${leftovers}\nfor p in leftovers():\n    try: print(p.constructor.constructor("return process")())\n    except BaseException as e: print(type(e))`,
      'NODEFS through a proxy that was left over': `${leftovers}\nfor p in leftovers():\n    try:\n        fs = p.FS\n        fs.mkdir('/host'); fs.mount(fs.filesystems.NODEFS, p.constructor({'root': '/'}), '/host')\n        print(open('/host${file}').read())\n    except BaseException as e: print(type(e))`,
      'a proxy that the garbage collector still holds': `${leftovers}\nfor p in leftovers():\n    for q in gc.get_referrers(p): print(q)\n    p.globalThis.process.exit(0)`,
      'a finder of its own for js':
        "import sys, types\nclass F:\n    def find_spec(self, name, *a):\n        import importlib.machinery as m\n        return m.ModuleSpec(name, m.BuiltinImporter) if name == '_pyodide_core' else None\nsys.meta_path.insert(0, F())\nimport _pyodide_core",
      ctypes: "import ctypes\nctypes.CDLL(None).emscripten_run_script(b'process.exit(0)')",
      _ctypes: 'import _ctypes\nprint(_ctypes.dlopen(None, 0))',
      '_ctypes through the import system':
        "import _imp, importlib.machinery as m\nspec = m.ModuleSpec('_ctypes', m.BuiltinImporter)\nprint(_imp.create_builtin(spec))",
      '_ctypes under its overwritten name':
        "import _imp, importlib.machinery as m\nfor n in ('!ctypes', '!pyodide_core', '!'):\n    print(_imp.create_builtin(m.ModuleSpec(n, m.BuiltinImporter)))",
      'a native module by path':
        "import _imp, importlib.machinery as m\nspec = m.ModuleSpec('x', None, origin='/usr/lib/x.so')\nprint(_imp.create_dynamic(spec))",
      'writing a library and loading it':
        "import _imp, importlib.machinery as m\nopen('/tmp/x.so', 'wb').write(bytes.fromhex('0061736d01000000'))\nprint(_imp.create_dynamic(m.ModuleSpec('x', None, origin='/tmp/x.so')))",
      'bytecode that reads past its constants':
        "def f(): return 1\nc = f.__code__\nf.__code__ = c.replace(co_code=c.co_code.replace(bytes([c.co_code[2]]), b'\\xff'), co_consts=())\nf()",
    }),
};

export const reachingFiles: AttackGroup = {
  name: 'reaching files',
  attacks: ({ file, trace }) =>
    listed({
      'reading the decoy': `print(open(${quoted(file)}).read())`,
      'reading the decoy by descriptor': `import os\nfd = os.open(${quoted(file)}, os.O_RDONLY)\nprint(os.read(fd, 100))`,
      'reading with pathlib': `import pathlib\nprint(pathlib.Path(${quoted(file)}).read_text())`,
      'a path with dots': `print(open('/home/pyodide/../../../..' + ${quoted(file)}).read())`,
      'a symbolic link': `import os\nos.symlink(${quoted(file)}, '/tmp/link')\nprint(open('/tmp/link').read())`,
      'writing outside': `open(${quoted(trace)}, 'w').write('x')\nimport os\nos.sync()`,
      'writing in a folder of its own': `import os\nos.makedirs(os.path.dirname(${quoted(trace)}), exist_ok=True)\nopen(${quoted(trace)}, 'w').write('x')`,
      'listing the machine':
        "import os\nfor d in ('/', '/root', '/home', '/etc', '/work'):\n    try: print(os.listdir(d))\n    except OSError: pass\nprint(open('/etc/passwd').read())",
      'every open descriptor':
        'import os\nfor fd in range(64):\n    try: print(fd, os.read(fd, 100))\n    except OSError: pass',
      'a device node':
        "import os, stat\nfor major in range(1, 100):\n    try:\n        os.mknod('/tmp/d%d' % major, stat.S_IFCHR | 0o666, os.makedev(major, 0))\n        print(open('/tmp/d%d' % major, 'rb', buffering=0).read(10))\n    except OSError: pass",
      'the bridge of a checker':
        "import os\nfd = os.open('/dev/bridge', os.O_RDWR)\nos.write(fd, b'[\"ok\"]')\nprint(os.read(fd, 100))",
      'mmap of a file': `import mmap\nwith open(${quoted(file)}, 'rb') as f: print(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)[:])`,
      'a file through an import': `import importlib.util\nspec = importlib.util.spec_from_file_location('x', ${quoted(file)})\nm = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(m)\nprint(vars(m))`,
      'a file through an error message': `compile('1 +', ${quoted(file)}, 'exec')`,
      'linecache and traceback': `import linecache\nprint(linecache.getlines(${quoted(file)}))`,
    }),
};

export const reachingNetwork: AttackGroup = {
  name: 'reaching the network',
  attacks: ({ port }) =>
    listed({
      'a socket': `import socket\ns = socket.create_connection(('127.0.0.1', ${String(port)}), 1)\nprint(s.recv(100))`,
      'a socket that does not wait': `import socket\ns = socket.socket()\ns.setblocking(False)\nprint(s.connect_ex(('127.0.0.1', ${String(port)})))\ns.send(b'x')`,
      'a datagram': `import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(b'x', ('127.0.0.1', ${String(port)}))`,
      _socket: `import _socket\ns = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)\ns.connect(('127.0.0.1', ${String(port)}))`,
      urllib: `import urllib.request\nprint(urllib.request.urlopen('http://127.0.0.1:${String(port)}/').read())`,
      'http.client': `import http.client\nc = http.client.HTTPConnection('localhost', ${String(port)})\nc.request('GET', '/')\nprint(c.getresponse().read())`,
      asyncio: `import asyncio\nasyncio.run(asyncio.open_connection('127.0.0.1', ${String(port)}))`,
      'an event loop of its own': `import asyncio\nloop = asyncio.SelectorEventLoop()\nloop.run_until_complete(asyncio.open_connection('127.0.0.1', ${String(port)}))`,
      'pyodide.http': `from pyodide.http import open_url\nprint(open_url('http://127.0.0.1:${String(port)}/').read())`,
      'a unix socket': "import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('/var/run/docker.sock')",
      micropip: `import micropip\nmicropip.install('http://127.0.0.1:${String(port)}/x.whl')`,
      listening: "import socket\ns = socket.socket()\ns.bind(('0.0.0.0', 0))\ns.listen()\nprint(s.accept())",
    }),
};

export const reachingProcesses: AttackGroup = {
  name: 'reaching processes, the environment and other workers',
  attacks: ({ trace, file, variable, pid }) => {
    const shell = `touch ${trace}; cat ${file}; echo $${variable}`;
    return listed({
      'os.system': `import os\nprint(os.system(${quoted(shell)}))`,
      'os.popen': `import os\nprint(os.popen(${quoted(shell)}).read())`,
      subprocess: `import subprocess\nprint(subprocess.run(['sh', '-c', ${quoted(shell)}], capture_output=True))`,
      _posixsubprocess:
        "import _posixsubprocess, os\nprint(_posixsubprocess.fork_exec([b'sh'], [b'/bin/sh'], True, (), None, None, -1, -1, -1, -1, -1, -1, -1, -1, True, False, 0, None, None, None, -1, None))",
      'os.fork': 'import os\npid = os.fork()\nprint(pid)',
      'os.execv': `import os\nos.execv('/bin/sh', ['sh', '-c', ${quoted(shell)}])`,
      posix_spawn: `import os\nos.posix_spawn('/bin/sh', ['sh', '-c', ${quoted(shell)}], {})`,
      'the posix module made anew': `import _imp, importlib.machinery as m\nposix = _imp.create_builtin(m.ModuleSpec('posix', m.BuiltinImporter))\n_imp.exec_builtin(posix)\nprint(posix.system(${quoted(shell)}))`,
      'os.pty': "import pty\npty.spawn(['/bin/sh'])",
      multiprocessing:
        'import multiprocessing\np = multiprocessing.Process(target=print)\np.start()\np.join()',
      'concurrent.futures':
        'from concurrent.futures import ProcessPoolExecutor\nprint(ProcessPoolExecutor().submit(print, 1).result())',
      'killing another process': `import os\nos.kill(${String(pid)}, 9)`,
      'killing another process group': `import os\nos.killpg(${String(pid)}, 9)`,
      'interrupting its parent': 'import os, signal\nos.kill(os.getppid(), signal.SIGINT)',
      'killing its own process':
        'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nsignal.raise_signal(signal.SIGTERM)',
      'the environment': 'import os\nprint(dict(os.environ))',
      'one variable': `import os\nprint(os.environ[${quoted(variable)}], os.getenv(${quoted(variable)}))`,
      '/proc/self/environ': "print(open('/proc/self/environ').read())",
      '/proc/self/maps':
        "print(open('/proc/self/maps').read())\nprint(open('/proc/self/mem', 'r+b').read(10))",
      'the arguments': 'import sys\nprint(sys.argv, sys.orig_argv, sys.executable)\nassert False',
      'shared memory':
        "from multiprocessing import shared_memory\nm = shared_memory.SharedMemory('x', create=True, size=100)",
      'sub-interpreters':
        'import _interpreters\ni = _interpreters.create()\nprint(_interpreters.exec(i, "import os; os._exit(0)"))',
    });
  },
};
