"""What CPython itself says of programs: one JSON object per line in, one verdict per line out.

In: {"solution": …, "tests": …}. Each program runs in a process of its own, as openai/human-eval runs it. An assertion
that fails in the tests is a wrong answer; one that fails in the solution is an exception like any other.
"""

import json
import os
import signal
import sys

LIMIT_SECONDS = 2


def judge(solution, tests):
    lines = solution.count("\n") + 1
    try:
        code = compile(solution + "\n" + tests, "<program>", "exec", 0, True)
    except (SyntaxError, ValueError):
        return "syntax-error"
    except (RecursionError, MemoryError) as exc:
        return "exception:" + type(exc).__name__
    try:
        exec(code, {})
    except BaseException as exc:
        step, at = exc.__traceback__, 0
        while step is not None:
            if step.tb_frame.f_code.co_filename == "<program>":
                at = step.tb_lineno
            step = step.tb_next
        if isinstance(exc, AssertionError) and at > lines:
            return "wrong-answer"
        return "exception:" + type(exc).__name__
    return "passed"


def apart(solution, tests):
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
            sys.stdout = open(os.devnull, "w")
            os.write(write, judge(solution, tests).encode())
        finally:
            os._exit(0)
    os.close(write)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.alarm(LIMIT_SECONDS)
    said = b""
    while part := os.read(read, 1000):
        said += part
    signal.alarm(0)
    os.close(read)
    os.waitpid(pid, 0)
    return said.decode() or "timeout"


for line in sys.stdin:
    program = json.loads(line)
    print(apart(program["solution"], program["tests"]), flush=True)
