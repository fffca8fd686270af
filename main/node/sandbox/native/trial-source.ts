/**
 * The bridge of one trial as native processes have it: a socket of its own, with messages as in `channel.ts`. It must
 * stand before the checker's source, which opens it.
 */
export const trialSource = `
def _make_trial():
    import json, os
    limit = 1 << 25

    def receive(connection):
        header = b''
        while len(header) < 4:
            part = os.read(connection, 4 - len(header))
            if not part:
                return None
            header += part
        length = int.from_bytes(header, 'little')
        if length > limit:
            return None
        parts, left = [], length
        while left:
            part = os.read(connection, min(left, 1 << 20))
            if not part:
                return None
            parts.append(part)
            left -= len(part)
        return b''.join(parts)

    def transmit(connection, message):
        data = len(message).to_bytes(4, 'little') + message
        while data:
            data = data[os.write(connection, data):]

    ends = {'wrong-answer', 'exception', 'syntax-error', 'timeout', 'memory', 'output-limit', 'interpreter-died'}
    trial = {'connection': None, 'end': None}

    def asked(kind, data):
        "The bridge as the tests have it: once the solution has ended it answers nothing."
        if trial['end'] is not None:
            return b''
        try:
            transmit(trial['connection'], kind + data)
            answer = receive(trial['connection'])
        except OSError:
            answer = None
        if answer is None:
            trial['end'] = 'interpreter-died', "The solution's interpreter ended."
        elif answer.startswith(b'["fatal"'):
            trial['end'] = 'interpreter-died', "The solution's interpreter answered with something that is not a value."
            try:
                _, verdict, said = json.loads(answer)
                if verdict in ends and type(said) is str:
                    trial['end'] = verdict, said[:8000]
            except (ValueError, TypeError):
                pass
        return b'' if trial['end'] is not None else answer

    def open_bridge():
        return (lambda data: asked(b'S', data)), lambda: None

    return (trial, receive, transmit, asked), open_bridge

_trial, _open_bridge = _make_trial()
del _make_trial
`;
