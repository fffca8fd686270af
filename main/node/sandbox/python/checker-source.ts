/**
 * The checker's side of the bridge, where a benchmark's tests run. The solution never enters this interpreter:
 * what the tests call is asked for over the bridge, and what comes back is rebuilt from this interpreter's own
 * types. `prepare` compiles a problem's tests once, each assertion watched so that its values can be told;
 * `run` runs them against the solution that has just been loaded on the other side. `_open_bridge`, which says how a
 * request gets there, comes before it: `bridge-source.ts` has it for WebAssembly.
 */
export const checkerSource = `
def _make_checker(make_encoder, make_decoder, dumps, loads, BadValue, open_bridge):
    import ast, builtins, operator, random, reprlib, sys
    from types import CodeType

    class Stopped(BaseException):
        "The solution's interpreter ended the trial; its side has the reason."

    class CannotCross(Exception):
        pass

    class Broken(BaseException):
        "What came over the bridge is not a value."

    state = {}

    def exchange(request):
        reply = state['ask'](request.encode('ascii'))
        if not reply:
            raise Stopped
        try:
            return loads(reply.decode('ascii'))
        except Exception:
            raise Broken from None

    def other(x):
        if type(x) is Held:
            return ['h', object.__getattribute__(x, '_number')]
        raise CannotCross('the tests pass a value of type ' + type(x).__name__ + ', which cannot cross to the solution')

    def resolve(a):
        number, kind = a[1], a[2]
        if type(number) is not int or type(kind) is not str:
            raise BadValue
        if number not in state['held']:
            state['held'][number] = Held(number, kind[:80])
        return state['held'][number]

    def ask(op, *arguments, **named):
        encode, again, table, containers = make_encoder(0, (), other)
        atoms, keywords = encode([*arguments]), encode([*named.values()])
        reply = exchange(dumps([op, table, atoms, [*named], keywords]))
        try:
            tag = reply[0]
            if tag == 'raised':
                raised = rebuilt(reply)
            elif tag == 'ok':
                value, values, fill, made = make_decoder(containers, reply[1], resolve)
                [result] = values(reply[2])
                for at, entry in reply[3]:
                    if type(at) is not int or not 0 <= at < len(containers) or entry[0] != table[at][0]:
                        raise BadValue
                    fill(containers[at], entry)
                return result
            else:
                raise BadValue
        except Exception:
            raise Broken from None
        state['raised'] = raised
        raise raised

    def rebuilt(reply):
        _, name, base, message, line, arguments = reply
        kind = getattr(builtins, base, None)
        if type(name) is not str or type(message) is not str or not (line is None or type(line) is int):
            raise BadValue
        if not isinstance(kind, type) or not issubclass(kind, BaseException):
            raise BadValue
        if not all(type(a) in (type(None), bool, int, float, str) for a in arguments):
            raise BadValue
        if name != base:
            kind = type(name[:80], (kind,), {})
        try:
            raised = kind(*arguments)
        except Exception:
            raised = Exception(message)
        state['told'] = {'type': name[:80], 'message': message[:1000], 'line': line}
        return raised

    class Held:
        "An object that stays with the solution. Nothing it does can make it equal to anything here."
        __slots__ = ('_number', '_kind')

        def __init__(self, number, kind):
            object.__setattr__(self, '_number', number)
            object.__setattr__(self, '_kind', kind)

        def __call__(self, *arguments, **named): return ask('call', self, *arguments, **named)
        def __getattr__(self, name):
            if name.startswith('__'): raise AttributeError(name)
            return ask('getattr', self, name)
        def __setattr__(self, name, value): ask('setattr', self, name, value)
        def __delattr__(self, name): ask('delattr', self, name)
        def __iter__(self): return ask('iter', self)
        def __next__(self): return ask('next', self)
        def __len__(self): return ask('len', self)
        def __bool__(self): return ask('bool', self)
        def __contains__(self, item): return ask('contains', self, item)
        def __getitem__(self, key): return ask('getitem', self, key)
        def __setitem__(self, key, value): ask('setitem', self, key, value)
        def __delitem__(self, key): ask('delitem', self, key)
        def __str__(self): return ask('str', self)
        def __repr__(self): return '<' + object.__getattribute__(self, '_kind') + ' of the solution>'
        def __hash__(self): return object.__getattribute__(self, '_number')
        def __eq__(self, other):
            if self is other: return True
            if type(other) is Held: raise CannotCross('the tests compare two objects of the solution, which only the solution could do')
            return NotImplemented

    operators = {
        ast.Eq: ('==', operator.eq), ast.NotEq: ('!=', operator.ne), ast.Lt: ('<', operator.lt), ast.LtE: ('<=', operator.le),
        ast.Gt: ('>', operator.gt), ast.GtE: ('>=', operator.ge), ast.Is: ('is', operator.is_), ast.IsNot: ('is not', operator.is_not),
        ast.In: ('in', lambda a, b: a in b), ast.NotIn: ('not in', lambda a, b: a not in b),
    }

    class Watch(ast.NodeTransformer):
        "Keeps the values of each assertion's operands in local variables of the assertion's own frame."
        def __init__(self):
            self.sites = []

        def keep(self, node, name):
            kept = ast.NamedExpr(ast.Name(name, ast.Store()), node)
            return ast.copy_location(kept, node)

        def visit_Assert(self, node):
            watched = []
            def watch(test):
                name = '_watched_%d_%d' % (len(self.sites), len(watched))
                if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
                    test.values = [watch(value) for value in test.values]
                    return test
                if isinstance(test, ast.Compare) and len(test.ops) == 1:
                    watched.append((name, operators[type(test.ops[0])]))
                    test.left = self.keep(test.left, name)
                    test.comparators = [self.keep(test.comparators[0], name + 'r')]
                    return test
                watched.append((name, None))
                return self.keep(test, name)
            node.test = watch(node.test)
            self.sites.append((node.lineno, node.end_lineno, node.col_offset, node.end_col_offset, watched))
            return node

    def compiled(source, name, watching):
        if not watching or len(source) > 200000:
            return compile(source, name, 'exec', 0, True), []
        tree, watch = ast.parse(source, name), Watch()
        tree = ast.fix_missing_locations(watch.visit(tree))
        return compile(tree, name, 'exec', 0, True), watch.sites

    def unfinished(source):
        """
        A prompt ends in a function without a body, or with a docstring for one. Where it breaks off otherwise, in the
        middle of a statement, what helps the tests stands above that.
        """
        for ending in ('', '\\n    pass\\n', '\\n\\tpass\\n'):
            try:
                return compile(source + ending, '<prelude>', 'exec', 0, True)
            except SyntaxError as exc:
                error = exc
        lines = source.split('\\n')
        for kept in range(len(lines) - 1, max(0, len(lines) - 200), -1):
            for ending in ('', '\\n    pass'):
                try:
                    return compile('\\n'.join(lines[:kept]) + ending, '<prelude>', 'exec', 0, True)
                except SyntaxError:
                    pass
        raise error

    def bound(tree):
        "Names that a module's top level binds, and its import statements."
        names, imports = set(), []
        def targets(node):
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store): names.add(part.id)
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): names.add(node.name)
            elif isinstance(node, (ast.Import, ast.ImportFrom)): imports.append(node)
            else: targets(node)
        return names, imports

    problem = {}

    def prepare(text):
        "Compiles a problem's tests; gives what is wrong with them, or an empty text."
        problem.clear()
        try:
            compile_problem(loads(text))
        except Exception as exc:
            return said(exc)[2]
        return ''

    def compile_problem(given):
        reference, tests, names = given['reference'], given['tests'], given['names']
        code, sites = compiled(tests, '<tests>', True)
        imports = []
        if names is None:
            tree = ast.parse(tests)
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            made, _ = bound(tree)
            if reference.strip():
                theirs, imports = bound(ast.parse(reference))
                names = sorted(used & theirs)
            else:
                names = sorted(used - made - set(vars(builtins)))
        prelude = unfinished(given['prelude'])
        brought = compile(ast.Module(imports, []), '<prelude>', 'exec', 0, True)
        problem.update(code=code, sites=sites, names=names, prelude=prelude, brought=brought, lines=tests.split('\\n'))

    show = reprlib.Repr()
    show.maxlist = show.maxtuple = show.maxset = show.maxfrozenset = show.maxdict = show.maxdeque = 40
    show.maxstring = show.maxother = show.maxlong = 200
    show.maxlevel = 8

    def shown(value):
        try:
            text = show.repr(value)
        except Exception:
            return '(a value of type ' + type(value).__name__ + ')'
        return text if len(text) <= 300 else text[:299] + '…'

    def words(text):
        text = ' '.join(text.split())
        return text if len(text) <= 400 else text[:399] + '…'

    def said(exc):
        try:
            text = str(exc)[:600]
        except BaseException:
            text = ''
        name = type(exc).__name__
        return name, text, name + ': ' + text if text else name

    def place(exc):
        found, step = None, exc.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename in ('<tests>', '<prelude>'): found = step
            step = step.tb_next
        return found

    def wrong(exc, step):
        message = said(exc)[1]
        line, frame = step.tb_lineno, step.tb_frame
        inside = [site for site in problem['sites'] if site[0] <= line <= site[1]]
        if frame.f_code.co_filename != '<tests>' or not inside:
            return 'wrong-answer', {'detail': said(exc)[2], 'assertion': None}
        first, last, start, end, watched = inside[-1]
        rows = problem['lines'][first - 1:last]
        rows[-1] = rows[-1].encode()[:end].decode(errors='replace')
        rows[0] = rows[0].encode()[start:].decode(errors='replace')
        source, space = words(' '.join(rows)), frame.f_locals
        comparison = value = None
        for name, compare in watched:
            if compare is None:
                if name in space and not space[name]: value = shown(space[name])
            elif name + 'r' in space and not compare[1](space[name], space[name + 'r']):
                comparison = {'left': shown(space[name]), 'operator': compare[0], 'right': shown(space[name + 'r'])}
            if comparison or value: break
        detail = source
        if comparison: detail += ' — left ' + comparison['left'] + ', right ' + comparison['right']
        elif value: detail += ' — it is ' + value
        # A message is usually part of the statement already.
        return 'wrong-answer', {'detail': detail, 'assertion': {'source': source, 'comparison': comparison, 'value': value, 'message': message}}

    def explain(exc):
        step = place(exc)
        if exc is state.get('raised'):
            told = state['told']
            where = '' if told['line'] is None else 'line %d: ' % told['line']
            detail = where + told['type'] + (': ' + told['message'] if told['message'] else '')
            if isinstance(exc, MemoryError): return 'memory', {'detail': detail}
            if isinstance(exc, SystemExit): detail += ' (the program left before its tests had finished)'
            return 'exception', {'detail': detail, 'raised': told}
        if isinstance(exc, AssertionError) and step is not None: return wrong(exc, step)
        name, message, text = said(exc)
        if isinstance(exc, Broken): return 'interpreter-died', {'detail': "The solution's interpreter answered with something that is not a value."}
        if isinstance(exc, MemoryError): return 'memory', {'detail': text}
        if isinstance(exc, NameError) and message == "name '%s' is not defined" % exc.name and exc.name in problem['names']: where = ''
        else: where = '' if step is None else 'in the tests: '
        return 'exception', {'detail': where + text, 'raised': {'type': name, 'message': message, 'line': None}}

    def called(names):
        "What the solution has under the names that the tests use."
        reply = exchange(dumps(['names', [], [], names, []]))
        try:
            value, values, fill, made = make_decoder((), reply[1], resolve)
            found = dict(zip(reply[3], values(reply[2]), strict=True))
        except Exception:
            raise Broken from None
        if reply[0] != 'ok' or not found.keys() <= set(names): raise Broken
        return found

    def run(text):
        trial = loads(text)
        random.seed(trial['seed'])
        state.clear()
        ask, close = open_bridge()
        state.update(held={}, ask=ask)
        try:
            space = {'__name__': '__tests__', '__builtins__': builtins}
            exec(problem['prelude'], space)
            exec(problem['brought'], space)
            for name in problem['names']: space.pop(name, None)
            space.update(called(problem['names']))
            exec(problem['code'], space)
            verdict, why = 'passed', {}
        except Stopped:
            verdict, why = 'interpreter-died', {'detail': "The solution's interpreter ended."}
        except BaseException as exc:
            verdict, why = explain(exc)
        finally:
            close()
            sys.stdout.flush()
        return verdict + '\\n' + dumps({'nonce': trial['nonce'], **why})

    return prepare, run

check_prepare, check_run = _make_checker(_make_encoder, _make_decoder, _dumps, _loads, _BadValue, _open_bridge)
del _make_checker
`;
