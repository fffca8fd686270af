/**
 * The only Python of ours inside the interpreter. It compiles a program into a fresh `__main__` and puts
 * a failure into words; it never decides that a program passed. The host runs the compiled code through
 * CPython's own `PyEval_EvalCode`, so no frame of ours stands above the program for it to walk to.
 *
 * The names the host looks up are `prepare`, `explain` and `finish`. They hold what they need in closures
 * because a program may replace anything that it can reach through `builtins`.
 */
export const runnerSource = `
def _make_runner():
    import sys, builtins, types, random
    seed = random.seed
    compile_, str_, type_, isinstance_, list_, min_ = compile, str, type, isinstance, list, min
    module_type, modules, stdout, stderr = types.ModuleType, sys.modules, sys.stdout, sys.stderr
    lines = []

    def prepare(source):
        lines[:] = source.split('\\n')
        seed(source)
        module = module_type('__main__')
        module.__builtins__ = builtins
        modules['__main__'] = module
        return compile_(source, '<program>', 'exec', 0, True), module.__dict__, module

    def place(exc):
        found = None
        step = exc.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename == '<program>':
                found = step
            step = step.tb_next
        return found

    def statement(step):
        first = last = step.tb_lineno
        positions = list_(step.tb_frame.f_code.co_positions())
        at = step.tb_lasti // 2
        if at < len(positions) and positions[at][1] is not None:
            last = positions[at][1]
        text = ' '.join(line.strip() for line in lines[first - 1:min_(last, first + 7)])
        return text if len(text) <= 400 else text[:399] + '…'

    def message(exc):
        try:
            text = str_(exc)
        except BaseException:
            return '(its text could not be made)'
        return text if len(text) <= 600 else text[:599] + '…'

    def explain(exc):
        kind = type_(exc)
        name, text = kind.__name__, message(exc)
        said = name + ': ' + text if text else name
        if isinstance_(exc, MemoryError):
            return 'memory\\n' + said
        if isinstance_(exc, SyntaxError) and place(exc) is None:
            return 'syntax-error\\n' + said
        step = place(exc)
        where = '' if step is None else 'line ' + str_(step.tb_lineno) + ': '
        if isinstance_(exc, AssertionError):
            return 'wrong-answer\\n' + where + (said if step is None else statement(step)) + (' — ' + text if text and step is not None else '')
        if isinstance_(exc, SystemExit):
            return 'exception\\n' + where + said + ' (the program left before its tests had finished)'
        return 'exception\\n' + where + said

    def finish():
        for stream in (stdout, stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    return prepare, explain, finish

prepare, explain, finish = _make_runner()
del _make_runner
`;

/**
 * Imported before the interpreter's heap is saved, so that a program's own import of them costs nothing.
 * `prepare` seeds `random` from the program's text: the same program gets the same verdict every time.
 */
export const preloadSource = `
import math, re, json, collections, collections.abc, itertools, functools, typing, heapq, string, io, ast, copy
import operator, bisect, datetime, decimal, fractions, hashlib, statistics, dataclasses, enum, abc, textwrap, types
import random, time, contextlib, inspect, numbers, array, struct, base64, pickle, traceback, cmath, calendar, zlib
`;
