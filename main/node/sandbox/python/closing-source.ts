/** Cuts Python's ways to JavaScript; called once, last before the heap is saved. */
export const closingSource = `
def close_ways():
    import gc, os, sys
    # Emscripten finds its source of randomness at first use, by an import that is closed from now on.
    os.urandom(1)
    del sys.modules['_sandbox']
    sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__.split('.')[0] not in ('pyodide', '_pyodide')]
    for name in list(sys.modules):
        if name.split('.')[0] in ('js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'ctypes', '_ctypes'):
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if entry]
    sys.excepthook = sys.__excepthook__
    for finder in gc.get_objects():
        if type(finder).__name__ == 'JsFinder': finder.jsproxies.clear()
        if type(finder).__name__ == 'JsLoader': finder.jsproxy = None
    del finder
    gc.collect()
`;
