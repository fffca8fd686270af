/** Cuts Python's ways to JavaScript; called once, last before the heap is saved. */
export const closingSource = `
def fill_gaps():
    # What was freed since the start has left gaps all over the heap. A program's objects would come to lie in them, and as
    # many pages would have to be put back after it. So memory of every size is asked for, the largest first, until it comes
    # from above all that is in use.
    top = id(bytes(1 << 20))
    empty = bytes().__sizeof__()
    for size in (1 << bits for bits in range(16, 2, -1)):
        for _ in range(1 << 16):
            piece = bytes(size - empty) if size > 16 else len(kept) + 0.5 if size == 16 else object()
            if id(piece) >= top: break
            kept.append(piece)

kept = []

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
    # What is here now is no program's garbage: collections leave it alone, and the memory that it lies in as it is.
    gc.freeze()
    fill_gaps()
`;
