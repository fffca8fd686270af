/**
 * The first process of a native interpreter's box. It never runs a program itself: for each it forks a process, which
 * begins as this one stands, closes itself in and runs it. Afterwards whatever lives in the box is killed and what was
 * written to /tmp is removed. It speaks the host's protocol as lines of JSON on descriptor 3, and has a bridge to its
 * partner (the checker's or the solution's server) on descriptor 0, over which the two hand on one socket per trial.
 */
export const serverSource = `
def _make_server(prepare, prepare_solution, explain, serve, check_prepare, check_run, trial_bridge, box, dumps):
    import errno, gc, json, os, select, shutil, signal, socket, stat, sys, time, traceback
    seal, limit, unreadable, works = box
    trial, receive, transmit, asked = trial_bridge
    channel, patience, largest = 3, 20, 1 << 25

    def send(message):
        data = json.dumps(message).encode() + b'\\n'
        while data:
            data = data[os.write(channel, data):]

    partner = []

    def bridge():
        if not partner:
            partner.append(socket.socket(fileno=0))
        return partner[0]

    def requests():
        data = b''
        while part := os.read(channel, 1 << 16):
            data += part
            *lines, data = data.split(b'\\n')
            for line in lines:
                if line:
                    request = json.loads(line)
                    if type(request) is dict and 'kind' in request:
                        yield request

    def spawn(request, job, kept):
        "A process for one program; gives its id and the read ends of what it prints and of what it reports."
        out, err, report = os.pipe(), os.pipe(), os.pipe()
        child = os.fork()
        if child:
            for pipe in (out, err, report):
                os.close(pipe[1])
            return child, {'out': out[0], 'err': err[0], 'report': report[0]}
        try:
            null = os.open('/dev/null', os.O_RDWR)
            # Above everything that is open now, so that none of it lies in the way.
            mine = [os.dup2(fd, 900 + at) for at, fd in enumerate((null, out[1], err[1], report[1], *kept))]
            os.closerange(0, 900)
            for at, fd in enumerate(mine[:3]):
                os.dup2(fd, at)
            ends = [os.dup2(fd, 3 + at) for at, fd in enumerate(mine[3:])]
            os.closerange(3 + len(ends), 1000)
            os.setsid()
            limit(request['memoryBytes'])
            seal()
            job(*ends)
        except BaseException:
            traceback.print_exc()
            os._exit(70)
        finally:
            os._exit(71)

    def flush():
        for stream in (sys.__stdout__, sys.__stderr__):
            try:
                stream.flush()
            except BaseException:
                pass

    def clock(child):
        try:
            return time.clock_gettime((~child << 3) | 2)
        except OSError:
            return 0.0

    def waited(child):
        "Seconds that it was ready to run and others ran instead."
        try:
            with open('/proc/%d/schedstat' % child) as file:
                return int(file.read().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def watch(child, pipes, request):
        "Lets a process run to its end or to one of its limits. Gives what it printed and reported, and how it ended."
        allowed, started = request['timeMs'] / 1000, time.monotonic()
        texts, sizes = {name: [] for name in pipes}, 0
        names = {fd: name for name, fd in pipes.items()}
        poll = select.poll()
        for fd in names:
            poll.register(fd, select.POLLIN)
        ended = status = usage = None
        while status is None:
            for fd, _ in poll.poll(4 if names else 1):
                data = os.read(fd, 1 << 16)
                if not data:
                    poll.unregister(fd)
                    del names[fd]
                elif names[fd] == 'report':
                    if sum(map(len, texts['report'])) < 1 << 20:
                        texts['report'].append(data)
                else:
                    sizes += len(data)
                    if sizes <= request['outputBytes']:
                        texts[names[fd]].append(data)
            used = clock(child)
            wall = time.monotonic() - started
            if ended is None and sizes > request['outputBytes']:
                ended = 'output-limit', 'The program printed more than %d bytes.' % request['outputBytes']
            elif ended is None and (used > allowed or wall > allowed and (wall - waited(child) > allowed or wall > patience * allowed)):
                ended = 'timeout', 'The program ran longer than %d ms.' % request['timeMs']
            if ended is not None:
                os.kill(child, signal.SIGKILL)
                status = os.waitpid(child, 0)[1]
            elif not names or wall > 0.004:
                gone, code = os.waitpid(child, os.WNOHANG)
                status = code if gone and not names else None
                if gone and names:
                    # Its last words may still be in the pipes: all that could write there is gone with it.
                    status = code
                    for fd, name in names.items():
                        os.set_blocking(fd, False)
                        try:
                            while data := os.read(fd, 1 << 16):
                                sizes += len(data) if name != 'report' else 0
                                texts[name].append(data)
                        except BlockingIOError:
                            pass
                    if sizes > request['outputBytes']:
                        ended = 'output-limit', 'The program printed more than %d bytes.' % request['outputBytes']
        for fd in pipes.values():
            os.close(fd)
        said = None
        if ended is None and status != 0:
            said = describe(status)
        elapsed = (time.monotonic() - started) * 1000
        words = {name: b''.join(parts) for name, parts in texts.items()}
        return words, ended, said, status, elapsed

    def describe(status):
        if os.WIFSIGNALED(status):
            name = signal.Signals(os.WTERMSIG(status)).name
            return 'The interpreter stopped: %s.' % name
        return 'The program ended the interpreter with exit code %d.' % os.WEXITSTATUS(status)

    def clean():
        "Ends whatever a program left running and removes what it left behind. False where that fails."
        if os.getpid() != 1:
            os._exit(72)
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            while os.waitpid(-1, 0):
                pass
        except ChildProcessError:
            pass
        try:
            for folder, folders, files in os.walk('/tmp'):
                for name in folders:
                    path = os.path.join(folder, name)
                    if not os.path.islink(path):
                        os.chmod(path, 0o700)
            for name in os.listdir('/tmp'):
                path = os.path.join('/tmp', name)
                if os.path.isdir(path) and not os.path.islink(path):
                    shutil.rmtree(path)
                else:
                    os.unlink(path)
            os.chmod('/tmp', 0o700)
            return os.listdir('/tmp') == []
        except OSError:
            return False

    def run(request):
        "A program as it stands, tests and solution in one process."
        def job(report):
            verdict, said = execute(prepare, request['source'])
            flush()
            os.write(report, dumps([request['nonce'], verdict, said]).encode())
            os._exit(0)
        child, pipes = spawn(request, job, ())
        words, ended, said, status, elapsed = watch(child, pipes, request)
        verdict, text = 'interpreter-died', said or describe(status)
        try:
            nonce, *told = json.loads(words['report'].decode().split('\\n')[0])
            if nonce == request['nonce'] and status == 0:
                verdict, text = told
        except ValueError:
            pass
        if ended:
            verdict, text = ended
        send(result(request, verdict, text, words, elapsed))

    def result(request, verdict, said, words, elapsed):
        return {'kind': 'result', 'nonce': request['nonce'], 'verdict': verdict, 'said': said[:20000], 'stdout': words['out'].decode('utf-8', 'replace'), 'elapsedMs': elapsed, 'reusable': clean()}

    def execute(prepare, source):
        if '\\0' in source:
            return 'syntax-error', 'SyntaxError: source code cannot contain null bytes'
        otherwise = 'syntax-error'
        try:
            code, space, _ = prepare(source)
            otherwise = 'exception'
            exec(code, space)
        except BaseException as exc:
            # The frame that ran the program is not the program's.
            exc.__traceback__ = exc.__traceback__ and exc.__traceback__.tb_next
            kind, _, said = explain(exc).partition('\\n')
            if otherwise == 'exception' and kind == 'syntax-error':
                kind = 'exception'
            return kind, said
        return 'passed', ''

    def hold(request):
        "The solution's side of one trial."
        _, descriptors, _, _ = socket.recv_fds(bridge(), 1, 1)
        if not descriptors:
            os._exit(0)
        def job(report, connection):
            while message := receive(connection):
                if message[:1] == b'L':
                    verdict, said = execute(prepare_solution, message[1:].decode('utf-8', 'surrogatepass'))
                    answer = '["loaded"]' if verdict == 'passed' else dumps(['fatal', verdict, said])
                else:
                    answer = serve(message[1:].decode('ascii'))
                data = answer.encode('utf-8', 'replace')
                if len(data) > largest:
                    data = dumps(['fatal', 'memory', 'It returned a value of more than %d bytes.' % largest]).encode()
                transmit(connection, data)
            flush()
            os.write(report, b'.')
            os._exit(0)
        child, pipes = spawn(request, job, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        words, ended, said, status, elapsed = watch(child, pipes, request)
        if ended is None and (said or not words['report']):
            ended = 'interpreter-died', said or describe(status)
        told = ended and {'verdict': ended[0], 'said': ended[1]}
        answer = {'kind': 'served', 'nonce': request['nonce'], 'stdout': words['out'].decode('utf-8', 'replace'), 'reusable': clean()}
        send({**answer, **({'ended': told} if told else {})})

    prepared = {'text': None, 'complaint': ''}

    def check(request):
        "The tests' side of one trial: forked for each, from a state in which they are compiled."
        if prepared['text'] != request['checker']:
            prepared.update(text=request['checker'], complaint=check_prepare(request['checker']))
        ours, theirs = socket.socketpair()
        def job(report, connection):
            trial['connection'] = connection
            verdict, said = 'interpreter-died', "The solution's interpreter answered with something that is not a value."
            if asked(b'L', request['solution'].encode('utf-8', 'surrogatepass')) == b'["loaded"]':
                verdict, _, said = check_run(dumps({'nonce': request['nonce'], 'seed': request['solution']})).partition('\\n')
            if trial['end'] is not None:
                verdict, said = trial['end']
                said = dumps({'nonce': request['nonce'], **told(said)})
            try:
                # Its end lets the solution's process end too.
                transmit(connection, b'')
            except OSError:
                pass
            flush()
            data = dumps([verdict, said]).encode()
            while data:
                data = data[os.write(report, data):]
            os._exit(0)
        socket.send_fds(bridge(), [b'.'], [theirs.fileno()])
        theirs.close()
        if prepared['complaint']:
            ours.close()
            words = {'out': b''}
            send(result(request, 'exception', "The problem's own tests cannot be run: " + prepared['complaint'], words, 0))
            return
        # The solution's own limits end it on its side; the tests wait for that, and then for as long again.
        patient = {**request, 'timeMs': request['timeMs'] * 2 + 1000}
        child, pipes = spawn(patient, job, (ours.fileno(),))
        ours.close()
        words, ended, said, status, elapsed = watch(child, pipes, patient)
        verdict, text = ended or ('interpreter-died', 'The tests ended their interpreter: ' + (said or 'it said nothing.'))
        if ended is None and status == 0:
            try:
                verdict, text = json.loads(words['report'])
                if json.loads(text)['nonce'] != request['nonce']:
                    raise ValueError
                if verdict == 'passed':
                    text = ''
            except (ValueError, TypeError, KeyError):
                verdict, text = 'interpreter-died', 'The tests answered with something that is not a verdict.'
        send(result(request, verdict, text, words, elapsed))

    def told(said):
        try:
            value = json.loads(said)
            return value if type(value) is dict else {'detail': said}
        except ValueError:
            return {'detail': said}

    def main():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else signal.SIG_DFL)
        unreadable()
        if not works():
            raise OSError('OSError: the seccomp filter could not be set')
        clean()
        gc.collect()
        gc.freeze()
        send({'kind': 'ready'})
        handle = {'run': run, 'serve': hold, 'check': check}
        for request in requests():
            handle[request['kind']](request)

    return main

_main = _make_server(prepare, prepare_solution, explain, serve, check_prepare, check_run, _trial, _make_box(), _dumps)
del _make_server, _make_box, _trial
_main()
`;
