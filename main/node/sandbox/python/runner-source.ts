/**
 * What stands between a program and the words for its end. It compiles a program into a fresh module and puts
 * a failure into words; it never decides that a program passed. The host runs the compiled code through
 * CPython's own `PyEval_EvalCode`, so no frame of ours stands above the program for it to walk to.
 *
 * The names the host looks up are `prepare`, `prepare_solution`, `explain` and `finish`. They hold what they
 * need in closures because a program may replace anything that it can reach through `builtins`.
 */
export const runnerSource = `
def _make_runner(dumps):
    import sys, builtins, types, random
    seed = random.seed
    compile_, str_, type_, isinstance_, list_, min_ = compile, str, type, isinstance, list, min
    module_type, modules, stdout, stderr = types.ModuleType, sys.modules, sys.stdout, sys.stderr
    lines = []

    def prepare_as(source, name):
        lines[:] = source.split('\\n')
        seed(source)
        module = module_type(name)
        module.__builtins__ = builtins
        modules[name] = module
        return compile_(source, '<program>', 'exec', 0, True), module.__dict__, module

    def prepare(source):
        return prepare_as(source, '__main__')

    # As in the benchmarks' own harness, a solution is not the main module: what it guards so does not run.
    def prepare_solution(source):
        return prepare_as(source, '__solution__')

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
            return 'memory\\n' + dumps({'detail': said})
        if isinstance_(exc, SyntaxError) and place(exc) is None:
            return 'syntax-error\\n' + dumps({'detail': said, 'line': exc.lineno})
        step = place(exc)
        where = '' if step is None else 'line ' + str_(step.tb_lineno) + ': '
        if isinstance_(exc, AssertionError):
            source = said if step is None else statement(step)
            detail = where + source + (' — ' + text if text and step is not None else '')
            assertion = None if step is None else {'source': source, 'comparison': None, 'value': None, 'message': text}
            return 'wrong-answer\\n' + dumps({'detail': detail, 'assertion': assertion})
        raised = {'type': name, 'message': text, 'line': None if step is None else step.tb_lineno}
        if isinstance_(exc, SystemExit):
            said += ' (the program left before its tests had finished)'
        return 'exception\\n' + dumps({'detail': where + said, 'raised': raised})

    def finish():
        for stream in (stdout, stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    return prepare, prepare_solution, explain, finish, place

prepare, prepare_solution, explain, finish, place = _make_runner(_dumps)
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
import reprlib
`;
