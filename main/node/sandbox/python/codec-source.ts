/**
 * How values cross between the two interpreters, the same on both sides: as JSON in which every number, text,
 * True, False and None stands for itself and everything else is a tagged list. Types cross exactly.
 *
 * - A container that can change (list, dict, set, bytearray, deque and dict's kin) has an entry in a table and is
 *   named by its index (`['c', 3]`), so that shared and cyclic structures keep their shape, and so that what the
 *   callee did to an argument can be told to the caller entry by entry. Indices below the table's base are the
 *   caller's own containers.
 * - Instances of subclasses of the built-in types cross as the value they hold: an `__eq__` or `__len__` of the
 *   solution's own never reaches the checker.
 * - What has no literal stays where it is and crosses as a number (`['h', 7, 'generator']`); `other` gives it.
 *
 * The decoder trusts nothing: what it does not know it refuses, and it builds only types of its own interpreter.
 * Both keep what they use in closures, because a solution may replace what it finds in `builtins`.
 */
export const codecSource = `
def _make_codec():
    import builtins, datetime, json
    from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
    from decimal import Decimal
    from fractions import Fraction
    type_, id_, len_, map_, set_, list_, tuple_, dict_, int_, str_, float_ = type, id, len, map, set, list, tuple, dict, int, str, float
    bool_, bytes_, complex_, frozenset_, bytearray_, range_, hex_, min_, max_, all_, zip_ = bool, bytes, complex, frozenset, bytearray, range, hex, min, max, all, zip
    isinstance_, getattr_, slice_, unicode_error = isinstance, getattr, slice, UnicodeEncodeError
    isascii, encode_text = str.isascii, str.encode
    # What JSONEncoder.encode and JSONDecoder.decode come to, without what they set up at every call.
    coder, scan, join = json.JSONEncoder(check_circular=False), json.JSONDecoder().scan_once, ''.join
    chunks = json.encoder.c_make_encoder(None, coder.default, json.encoder.encode_basestring_ascii, None, ': ', ', ', False, False, True)

    def dumps(x):
        return join(chunks(x, 0))

    def loads(text):
        value, end = scan(text, 0)
        if end != len_(text):
            raise BadValue
        return value

    plain, ints, texts = frozenset((float, bool, type(None))), {int}, {str}
    atomic = frozenset((int, float, bool, str, type(None)))
    small = 1 << 200
    mro = type.__dict__['__mro__'].__get__
    list_iter, tuple_iter, set_iter, frozenset_iter, deque_iter = list.__iter__, tuple.__iter__, set.__iter__, frozenset.__iter__, deque.__iter__
    dict_keys, dict_values, full = dict.keys, dict.values, slice(None)
    date, time, moment, delta = datetime.date, datetime.time, datetime.datetime, datetime.timedelta
    view_types = {type({}.keys()): 'k', type({}.items()): 'i'}
    pure = 'abs all any ascii bin chr divmod format hash hex len max min oct ord pow repr reversed round sorted sum zip map filter enumerate'.split()
    named = {name: value for name, value in vars(builtins).items() if isinstance(value, type) or name in pure}
    names = {id(value): name for name, value in named.items()}
    tables = {Counter: 'C', OrderedDict: 'O', defaultdict: 'D', dict: 'd'}
    mutable = {list: 'l', set: 's', bytearray: 'y', deque: 'q', **tables}
    made_tuples = {}

    class BadValue(Exception):
        pass

    def text(x):
        try:
            encode_text(x, 'utf-8')
            return x
        except unicode_error:
            return ['u', encode_text(x, 'utf-32-le', 'surrogatepass').hex()]

    def make_encoder(base, known, other):
        memo, alive, table, pending = {}, [], [], []
        for at, x in enumerate(known):
            memo[id_(x)] = at

        def reference(x, kind):
            key = id_(x)
            at = memo.get(key)
            if at is None:
                at = memo[key] = base + len_(table)
                alive.append(x)
                table.append(None)
                pending.append((at - base, x, kind))
            return ['c', at]

        def atoms(xs):
            kinds = set_(map_(type_, xs))
            if kinds <= plain or (kinds == ints and -small < min_(xs) and max_(xs) < small) or (kinds == texts and all_(map_(isascii, xs))):
                return xs
            return [atom(x) for x in xs]

        def atom(x):
            t = type_(x)
            if t is int_:
                return x if -small < x < small else ['n', hex_(x)]
            if t in plain:
                return x
            if t is str_:
                return x if isascii(x) else text(x)
            if t in mutable:
                return reference(x, t)
            if t is tuple_:
                return ['t', atoms([*x])]
            if t is frozenset_:
                return ['z', atoms([*x])]
            if t is bytes_:
                return ['b', x.hex()]
            if t is complex_:
                return ['x', x.real, x.imag]
            if t is range_:
                return ['R', atom(x.start), atom(x.stop), atom(x.step)]
            if t is Decimal:
                return ['E', str_(x)]
            if t is Fraction:
                return ['F', atom(x.numerator), atom(x.denominator)]
            if t is date:
                return ['ed', x.year, x.month, x.day]
            if t is moment and x.tzinfo is None:
                return ['em', x.year, x.month, x.day, x.hour, x.minute, x.second, x.microsecond, x.fold]
            if t is time and x.tzinfo is None:
                return ['et', x.hour, x.minute, x.second, x.microsecond, x.fold]
            if t is delta:
                return ['el', x.days, x.seconds, x.microseconds]
            if t in view_types:
                return ['v', view_types[t], atoms([*x])]
            if x is ...:
                return ['o', 'Ellipsis']
            if x is NotImplemented:
                return ['o', 'NotImplemented']
            if id_(x) in names:
                return ['B', names[id_(x)]]
            for kind in mro(t)[1:]:
                if kind in mutable:
                    return reference(x, kind)
                if kind is tuple_:
                    fields, items = getattr_(t, '_fields', None), atoms([*tuple_iter(x)])
                    if type_(fields) is tuple_ and len_(fields) == len_(items) and all_(type_(f) is str_ for f in fields):
                        return ['N', t.__name__, [*fields], items]
                    return ['t', items]
                if kind is str_:
                    return atom(str_.__getitem__(x, full))
                if kind is int_:
                    return atom(int_.__pos__(x))
                if kind is float_:
                    return float_.__pos__(x)
                if kind is frozenset_:
                    return ['z', atoms([*frozenset_iter(x)])]
                if kind is bytes_:
                    return ['b', bytes_.__getitem__(x, full).hex()]
            return other(x)

        def entry(x, kind):
            if kind is list_:
                return ['l', atoms([*list_iter(x)])]
            if kind is set_:
                return ['s', atoms([*set_iter(x)])]
            if kind is bytearray_:
                return ['y', bytearray_.hex(x)]
            if kind is deque:
                return ['q', atoms([*deque_iter(x)]), deque.maxlen.__get__(x)]
            keys = [*OrderedDict.keys(x)] if kind is OrderedDict else [*dict_keys(x)]
            values = [*OrderedDict.values(x)] if kind is OrderedDict else [*dict_values(x)]
            made = [tables[kind], atoms(keys), atoms(values)]
            if kind is defaultdict:
                made.append(names.get(id_(x.default_factory)))
            return made

        def kind_of(x):
            for kind in mro(type_(x)):
                if kind in mutable:
                    return kind

        def encode(xs):
            out = atoms(xs)
            while pending:
                at, x, kind = pending.pop()
                table[at] = entry(x, kind)
            return out

        def again(x):
            return entry(x, kind_of(x))

        return encode, again, table, alive

    def make_decoder(known, table, resolve):
        made = [*known]

        def whole(n):
            if type_(n) is not int_:
                raise BadValue
            return n

        def value(a):
            t = type_(a)
            if t in atomic:
                return a
            if t is not list_ or not a:
                raise BadValue
            tag = a[0]
            if tag == 'c':
                if not 0 <= whole(a[1]) < len_(made):
                    raise BadValue
                return made[a[1]]
            if tag == 't':
                return tuple_(values(a[1]))
            if tag == 'z':
                return frozenset_(values(a[1]))
            if tag == 'n':
                return int_(a[1], 16)
            if tag == 'u':
                return bytes_.fromhex(a[1]).decode('utf-32-le', 'surrogatepass')
            if tag == 'b':
                return bytes_.fromhex(a[1])
            if tag == 'x':
                return complex_(float_(a[1]), float_(a[2]))
            if tag == 'R':
                return range_(value(a[1]), value(a[2]), value(a[3]))
            if tag == 'E':
                return Decimal(a[1])
            if tag == 'F':
                return Fraction(value(a[1]), value(a[2]))
            if tag == 'ed':
                return date(*map_(whole, a[1:]))
            if tag == 'em':
                return moment(*map_(whole, a[1:8]), fold=whole(a[8]))
            if tag == 'et':
                return time(*map_(whole, a[1:5]), fold=whole(a[5]))
            if tag == 'el':
                return delta(*map_(whole, a[1:4]))
            if tag == 'v':
                return dict_.fromkeys(values(a[2])).keys() if a[1] == 'k' else dict_(values(a[2])).items()
            if tag == 'o':
                return {'Ellipsis': ..., 'NotImplemented': NotImplemented}[a[1]]
            if tag == 'B':
                return named[a[1]]
            if tag == 'N':
                return record(a[1], a[2])(*values(a[3]))
            if tag == 'h':
                return resolve(a)
            raise BadValue

        def values(items):
            if type_(items) is not list_:
                raise BadValue
            return items if set_(map_(type_, items)) <= atomic else [value(a) for a in items]

        def record(name, fields):
            key = (name, *fields)
            if key not in made_tuples:
                if len_(made_tuples) > 100:
                    made_tuples.clear()
                made_tuples[key] = namedtuple(name, fields, rename=True)
            return made_tuples[key]

        def empty(e):
            kind = e[0]
            if kind == 'l':
                return []
            if kind == 'd':
                return {}
            if kind == 's':
                return set_()
            if kind == 'y':
                return bytearray_()
            if kind == 'q':
                return deque(maxlen=None if e[2] is None else whole(e[2]))
            if kind == 'C':
                return Counter()
            if kind == 'O':
                return OrderedDict()
            if kind == 'D':
                return defaultdict(None if e[3] is None else named[e[3]])
            raise BadValue

        def fill(target, e):
            kind = e[0]
            if kind == 'l':
                target[:] = values(e[1])
            elif kind == 'y':
                target[:] = bytes_.fromhex(e[1])
            elif kind == 's':
                items = values(e[1])
                target.clear()
                target.update(items)
            elif kind == 'q':
                items = values(e[1])
                target.clear()
                target.extend(items)
            else:
                keys, items = values(e[1]), values(e[2])
                if len_(keys) != len_(items):
                    raise BadValue
                target.clear()
                for key, item in zip_(keys, items):
                    target[key] = item

        if type_(table) is not list_:
            raise BadValue
        for e in table:
            made.append(empty(e))
        for at, e in enumerate(table, len_(known)):
            fill(made[at], e)
        return value, values, fill, made

    return make_encoder, make_decoder, dumps, loads, BadValue

_make_encoder, _make_decoder, _dumps, _loads, _BadValue = _make_codec()
del _make_codec
`;
