/**
 * The solution's side of the bridge. `serve` does one thing that the checker asks for: give the names it may
 * call, call one, or touch an object that stays here. Whatever a solution does to this code, all it can send
 * is a value, which it could have returned anyway.
 */
export const solverSource = `
def _make_solver(make_encoder, make_decoder, dumps, loads, place):
    import builtins, operator, sys
    type_, id_, len_, str_, isinstance_, getattr_, list_, setattr_, zip_ = type, id, len, str, isinstance, getattr, list, setattr, zip
    modules, atomic = sys.modules, (type(None), bool, int, float, str)
    exceptions = {value: name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)}
    mro = type.__dict__['__mro__'].__get__
    held, numbers = [], {}

    def other(x):
        key = id_(x)
        if key not in numbers:
            numbers[key] = len_(held)
            held.append(x)
        return ['h', numbers[key], type_(x).__name__]

    def resolve(a):
        return held[a[1]]

    def call(function, *arguments, **named):
        return function(*arguments, **named)

    operations = {
        'call': call, 'getattr': getattr, 'setattr': setattr, 'delattr': delattr, 'iter': iter, 'next': next, 'len': len,
        'bool': bool, 'str': str, 'contains': operator.contains, 'getitem': operator.getitem,
        'setitem': operator.setitem, 'delitem': operator.delitem,
    }

    def failure(exc):
        kind = type_(exc)
        try:
            text = str_(exc)[:1000]
        except BaseException:
            text = '(its text could not be made)'
        base = 'Exception'
        for step in mro(kind):
            if step in exceptions:
                base = exceptions[step]
                break
        step = place(exc)
        arguments = [text]
        given = getattr_(exc, 'args', None)
        if type_(given) is tuple and len_(given) <= 8:
            plain = [a if type_(a) in atomic else None for a in given]
            if plain == [*given]:
                arguments = plain
        return dumps(['raised', kind.__name__, base, text, None if step is None else step.tb_lineno, arguments])

    def serve(request):
        try:
            op, table, atoms, names, named = loads(request)
            if op == 'names':
                space = modules['__solution__'].__dict__
                found = [name for name in names if name in space]
                encode, again, table, alive = make_encoder(0, (), other)
                return dumps(['ok', table, encode([space[name] for name in found]), found])
            value, values, fill, made = make_decoder((), table, resolve)
            result = operations[op](*values(atoms), **{name: item for name, item in zip_(names, values(named))})
            encode, again, fresh, alive = make_encoder(len_(made), made, other)
            answer = encode([result])
            changes = []
            for at, x in enumerate(made):
                entry = again(x)
                if entry != table[at] or dumps(entry) != dumps(table[at]):
                    changes.append([at, entry])
            encode(())
            return dumps(['ok', fresh, answer, changes])
        except BaseException as exc:
            return failure(exc)

    return serve

serve = _make_solver(_make_encoder, _make_decoder, _dumps, _loads, place)
del _make_solver
`;
