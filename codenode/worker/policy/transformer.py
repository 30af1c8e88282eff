"""Rewrite an action so that only what can hurt is guarded, and refuse what cannot be made safe.

A guard is left out only where its verdict is a function of the source text. Everything that is not
named here, or allowed by RestrictedPython, is refused.
"""

# ruff: noqa: N802 - visitors are named after the nodes

import ast
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from RestrictedPython.transformer import RestrictingNodeTransformer

from codenode.worker.policy import advice
from codenode.worker.policy.joining import joined, joining, may_wait
from codenode.worker.policy.names import (
    AWAITED,
    CLASS_NAMES,
    CLOCKS,
    EXCEPTION,
    GUARDED,
    INSPECT,
    JOINED,
    METHODS,
    NEW,
    OWN,
    PRIVATE,
    READ,
    READABLE,
    SELF,
    SENSITIVE,
    STORABLE,
    TYPE,
    UNCATCHABLE,
    WRITE,
    is_dunder,
    is_harmless,
    mangled,
)

N = TypeVar("N", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef

MODULE, CLASS, FUNCTION, COMPREHENSION, GENERATOR = range(5)
_COMPREHENSIONS = (COMPREHENSION, GENERATOR)
BODY = "<module>"
# Functions that the language calls with a class, not with an instance, as their first argument.
_CLASS_HOOKS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
_ASSIGNABLE = CLASS_NAMES - {"__new__"}
_PLAIN_DECORATORS = frozenset({"property", "abstractmethod", "cached_property", "override", "final"})
_TYPE_PARAMETERS = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})
_ACCESSORS = frozenset({"setter", "getter", "deleter", "cached_property", "abstractmethod"})


class Refused(Exception):  # noqa: N818 - reads as what it is
    """Something in the tree is not allowed."""

    def __init__(self, node: ast.AST, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.hint = hint


class Scope:
    """Where the visitor stands: what binds here, and which name is a checked `self`."""

    __slots__ = ("kind", "own", "owner")

    def __init__(self, kind: int, owner: str | None, own: str | None) -> None:
        self.kind = kind
        self.owner = owner
        self.own = own


class Policy(RestrictingNodeTransformer):
    """CPython's language, less what leads out of the room."""

    def __init__(self) -> None:
        super().__init__()
        self._scopes = [Scope(MODULE, None, None)]
        self._bound: set[str] = set()
        self._awaits = False
        self._starred = False

    # --- refusing -------------------------------------------------------------------------------

    def not_allowed(self, node: ast.AST) -> None:
        """Refuse a node the policy does not know."""
        kind = type(node).__name__
        raise Refused(node, f"{kind} is not allowed here")

    def check_name(self, node: ast.AST, name: str | None, allow_magic_methods: bool = False) -> None:  # noqa: FBT001, FBT002
        """Refuse to bind a name of the language."""
        if name is None or not is_dunder(name):
            return
        known = name in METHODS and (allow_magic_methods or name != "__new__")
        if self._scopes[-1].kind != CLASS or not known:
            raise Refused(node, f"the name {name!r} cannot be defined here", advice.DUNDERS.get(name, advice.DUNDER))

    # --- walking --------------------------------------------------------------------------------

    def visit(self, node: ast.AST) -> Any:
        """Find the visitor by the node's type; a node without one is refused."""
        kind = type(node)
        visitor = _VISITORS.get(kind)
        if visitor is None:
            found: Any = getattr(Policy, f"visit_{kind.__name__}", Policy.generic_visit)
            visitor = _VISITORS[kind] = found
        return visitor(self, node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Constants hold nothing to check."""
        return node

    def node_contents_visit(self, node: ast.AST) -> ast.AST:  # type: ignore[override] # one type for all nodes
        """Visit the children of a node; contexts and operators hold nothing to check."""
        for field in node._fields:
            child = getattr(node, field, None)
            if type(child) is list:
                child[:] = [self.visit(item) if isinstance(item, ast.AST) else item for item in child]
            elif isinstance(child, ast.AST) and child._fields:
                setattr(node, field, self.visit(child))
        return node

    def _each(self, nodes: Iterable[ast.AST]) -> list[Any]:
        return [self.visit(node) for node in nodes]

    def _within(
        self, kind: int, nodes: Iterable[ast.AST], *, owner: str | None = None, own: str | None = None
    ) -> list[Any]:
        outer = self._scopes[-1]
        self._scopes.append(Scope(kind, owner or outer.owner, own or outer.own))
        visited = [self.visit(node) for node in nodes]
        self._scopes.pop()
        return visited

    def _bind(self, name: str) -> None:
        """Remember a name that the module body binds; those of a comprehension are its own."""
        for scope in reversed(self._scopes):
            if scope.kind not in _COMPREHENSIONS:
                if scope.kind == MODULE:
                    self._bound.add(name)
                return

    def _inside_function(self) -> bool:
        return any(scope.kind == FUNCTION for scope in self._scopes)

    # --- names ----------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Allow every name but those of the language."""
        if isinstance(node.ctx, ast.Load):
            self._check_load(node)
            return node
        if node.id == "__match_args__":
            raise Refused(node, "`__match_args__` must be assigned alone", _MATCH_ARGS)
        if self._scopes[-1].kind != CLASS or node.id not in _ASSIGNABLE:
            self.check_name(node, node.id)
        if self._scopes[-1].kind == MODULE:
            self._bound.add(node.id)
        return node

    def _check_load(self, node: ast.Name) -> None:
        name = node.id
        if name in UNCATCHABLE:
            hint = advice.EXIT if name == "SystemExit" else advice.UNCATCHABLE
            raise Refused(node, f"{name} is not available here", hint)
        if not is_dunder(name) or name in {"__name__", "__debug__"}:
            return
        if self._scopes[-1].kind != CLASS or name not in CLASS_NAMES:
            raise Refused(node, f"the name {name!r} is not available here", advice.DUNDERS.get(name, advice.DUNDER))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        """Bind the target where Python does: outside of comprehensions."""
        self.check_name(node, node.target.id)
        self._bind(node.target.id)
        node.value = self.visit(node.value)
        return node

    def visit_Global(self, node: ast.Global) -> ast.AST:
        """Let the wrapped body declare what the module itself declares."""
        for name in node.names:
            self.check_name(node, name)
        if self._scopes[-1].kind != MODULE:
            return node
        self._bound.update(node.names)
        return ast.copy_location(ast.Pass(), node)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        """Allow it where there is an outer function."""
        if not self._inside_function():
            raise Refused(node, "nonlocal declaration not allowed at module level", "leave `nonlocal` out")
        for name in node.names:
            self.check_name(node, name)
        return node

    # --- attributes -----------------------------------------------------------------------------

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Load harmless names natively; guard or refuse the others; guard every store."""
        if node.attr in INSPECT:
            raise Refused(node, f"the attribute {node.attr!r} is not accessible here", "leave it out")
        if not isinstance(node.ctx, ast.Load):
            return self._store(node)
        if is_harmless(node.attr) or node.attr in READABLE:
            node.value = self.visit(node.value)
            return node
        if node.attr in GUARDED:
            return _call(READ, node, self.visit(node.value), ast.Constant(node.attr))
        if is_dunder(node.attr):
            raise _refused_dunder(node)
        return self._private(node)

    def _private(self, node: ast.Attribute) -> ast.AST:
        own = self._is_own(node.value)
        node.value = self.visit(node.value)
        if own:
            return node
        name = ast.Constant(mangled(node.attr, self._scopes[-1].owner))
        if not isinstance(node.value, ast.Name):
            return _call(PRIVATE, node, node.value, name)
        slow = _call(PRIVATE, node, _load(node.value.id, node), name)
        return _at(ast.IfExp(_owned(node.value.id, node), node, slow), node)

    def _store(self, node: ast.Attribute) -> ast.AST:
        if is_dunder(node.attr) and (node.attr not in STORABLE or isinstance(node.ctx, ast.Del)):
            raise _refused_dunder(node)
        if self._is_own(node.value):
            return node
        receiver = self.visit(node.value)
        name = ast.Constant(mangled(node.attr, self._scopes[-1].owner))
        node.value = _call(WRITE, node, receiver, name)
        if isinstance(receiver, ast.Name):
            again = _load(receiver.id, receiver)
            node.value = _at(ast.IfExp(_owned(receiver.id, receiver), again, node.value), receiver)
        return node

    def _is_own(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == self._scopes[-1].own

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Items are native."""
        return self.node_contents_visit(node)

    # --- statements -----------------------------------------------------------------------------

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Unpacking is native."""
        if self._scopes[-1].kind == CLASS and _is_match_args(node):
            return node
        return self.node_contents_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Refuse the few attributes whose load is guarded; the rest is native."""
        target = node.target
        if isinstance(target, ast.Attribute) and (target.attr in SENSITIVE or is_dunder(target.attr)):
            raise Refused(
                node,
                f"augmented assignment to the attribute {target.attr!r} is not allowed here",
                f"write `x.{target.attr} = x.{target.attr} + ...`",
            )
        if isinstance(target, ast.Attribute) and target.attr in CLOCKS:
            # The load of the pair is native: the guard of the store looks at the object, whatever its class.
            target.value = _call(WRITE, target, self.visit(target.value), ast.Constant(target.attr))
            node.value = self.visit(node.value)
            return node
        return self.node_contents_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Keep annotations, except on names of the module body, which are global there."""
        if isinstance(node.target, ast.Name) and is_dunder(node.target.id):
            raise Refused(node, f"{node.target.id!r} cannot be annotated here", "leave the annotation out")
        self.node_contents_visit(node)
        if self._scopes[-1].kind != MODULE or not isinstance(node.target, ast.Name):
            return node
        if node.value is None:
            return _at(ast.Pass(), node)
        return _at(ast.Assign([node.target], node.value), node)

    def visit_With(self, node: ast.With) -> ast.AST:
        """Targets are native."""
        return self.node_contents_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """Allow it inside functions."""
        if not self._inside_function():
            raise Refused(
                node,
                "'return' outside function",
                "end with the value as an expression, or final_answer(value)",
            )
        return self.node_contents_visit(node)

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> ast.AST:
        """Allow it inside functions."""
        if not self._inside_function():
            raise Refused(node, "'yield' outside function", "put it into a function")
        return self.node_contents_visit(node)

    visit_YieldFrom = visit_Yield  # noqa: N815 - named by the base class

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """Let a bare `except`, and one of `BaseException`, catch errors, not the end of the run."""
        self.check_name(node, node.name)
        if node.name:
            self._bind(node.name)
        if _catches_all(node.type) and not self._starred:
            node.type = None
        bare = node.type is None
        self.node_contents_visit(node)
        if bare:
            node.type = _load(EXCEPTION, node)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """Native."""
        starred, self._starred = self._starred, False
        self.node_contents_visit(node)
        self._starred = starred
        return node

    def visit_TryStar(self, node: ast.AST) -> ast.AST:
        """Native: it always names what it catches, and groups are of the one class that is not the code's own."""
        starred, self._starred = self._starred, True
        self.node_contents_visit(node)
        self._starred = starred
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Calls are native, starred ones too; tools called for asyncio to join them are asked to wait."""
        receiver = joining(node)
        if receiver is None or self._in_class():
            return self.node_contents_visit(node)
        calls = [call for call in joined(node) if may_wait(call.func)]
        self.node_contents_visit(node)
        for call in calls:
            call.func = _call(JOINED, call.func, call.func, _load(receiver, call.func))
        return node

    def _in_class(self) -> bool:
        """Say whether a name of this place may be one that a comprehension does not see."""
        return next(scope.kind for scope in reversed(self._scopes) if scope.kind not in _COMPREHENSIONS) == CLASS

    def guard_iter(self, node: ast.For | ast.comprehension) -> ast.AST:
        """Iteration is native."""
        return self.node_contents_visit(node)

    # --- comprehensions -------------------------------------------------------------------------

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> ast.AST:
        """Give a comprehension its own scope."""
        self._scopes.append(Scope(COMPREHENSION, self._scopes[-1].owner, self._scopes[-1].own))
        self.node_contents_visit(node)
        self._scopes.pop()
        return node

    visit_SetComp = visit_DictComp = visit_ListComp  # noqa: N815 - named by the base class

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        """Give it its own scope, which awaits for itself; only its first iterable is made outside."""
        if any(isinstance(inner, ast.Await) for inner in ast.walk(node.generators[0].iter)):
            self._suspends()
        self._scopes.append(Scope(GENERATOR, self._scopes[-1].owner, self._scopes[-1].own))
        self.node_contents_visit(node)
        self._scopes.pop()
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """Iteration is native, the asynchronous kind too."""
        if node.is_async:
            self._suspends()
        return self.node_contents_visit(node)

    # --- awaiting -------------------------------------------------------------------------------

    def _suspends(self) -> None:
        """Remember that the module body itself awaits, so that it becomes a coroutine."""
        for scope in reversed(self._scopes):
            if scope.kind != COMPREHENSION:
                self._awaits = self._awaits or scope.kind == MODULE
                return

    def visit_Await(self, node: ast.Await) -> ast.AST:
        """Await natively; a tool that is called here is asked to wait, instead of the code."""
        self._suspends()
        call = node.value
        # Not of methods: to ask would cost them a third of their speed.
        waits = isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Subscript)
        node.value = self.visit(call)
        if waits:
            call.func = _call(AWAITED, call.func, call.func)  # type: ignore[attr-defined] # a call, as asked above
        return node

    def visit_AsyncFor(self, node: ast.AsyncFor | ast.AsyncWith) -> ast.AST:
        """Iteration and targets are native."""
        self._suspends()
        return self.node_contents_visit(node)

    visit_AsyncWith = visit_AsyncFor  # noqa: N815 - named by the base class

    # --- patterns -------------------------------------------------------------------------------

    def visit_Match(self, node: ast.AST) -> ast.AST:
        """Allow `match`; its parts are checked below."""
        return self.node_contents_visit(node)

    visit_match_case = visit_MatchSingleton = visit_MatchSequence = visit_MatchOr = visit_Match  # noqa: N815

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        """A pattern cannot hold a guard: its attributes must be harmless."""
        self._check_pattern(node.value)
        return node

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> ast.AST:
        """Check the captured name."""
        return self._captured(node, node.name)

    visit_MatchStar = visit_MatchAs  # noqa: N815 - named by the base class

    def visit_MatchMapping(self, node: ast.MatchMapping) -> ast.AST:
        """Check the keys and the captured rest."""
        for key in node.keys:
            self._check_pattern(key)
        self._captured(node, node.rest, "patterns")
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        """Check the attributes that the pattern reads."""
        self._check_pattern(node.cls)
        for attribute in node.kwd_attrs:
            self._check_pattern_attribute(node, attribute)
        node.patterns = [self.visit(pattern) for pattern in node.patterns]
        node.kwd_patterns = [self.visit(pattern) for pattern in node.kwd_patterns]
        return node

    def _captured(self, node: ast.pattern, name: str | None, field: str = "pattern") -> ast.AST:
        self.check_name(node, name)
        if name:
            self._bind(name)
        inner = getattr(node, field, None)
        if isinstance(inner, list):
            inner[:] = self._each(inner)
        elif inner is not None:
            setattr(node, field, self.visit(inner))
        return node

    def _check_pattern(self, node: ast.AST) -> None:
        while isinstance(node, ast.Attribute):
            self._check_pattern_attribute(node, node.attr)
            node = node.value
        self.visit(node)

    def _check_pattern_attribute(self, node: ast.AST, name: str) -> None:
        if not is_harmless(name):
            hint = "match on the type and read the attribute in the body"
            raise Refused(node, f"the attribute {name!r} is not allowed in a pattern", hint)

    # --- functions and classes ------------------------------------------------------------------

    def visit_FunctionDef(self, node: Function) -> ast.AST:
        """Check the names; check a method's own first parameter once, at its entry."""
        self.check_name(node, node.name, allow_magic_methods=True)
        self._visit_type_parameters(node)
        self._bind(node.name)
        own = _own_parameter(node) if self._scopes[-1].kind == CLASS else None
        guarded = own is not None and _touches(node, own)
        node.decorator_list[:] = self._each(node.decorator_list)
        if node.name == "__new__":
            node.decorator_list.insert(0, _load(NEW, node))
        node.args = self.visit(node.args)
        node.returns = node.returns and self.visit(node.returns)
        self._enter(FUNCTION, node, own if guarded else None)
        if own is not None and guarded:
            node.body.insert(_after_docstring(node.body), _entry_check(own, node.body[0]))
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - named by the base class

    def _enter(self, kind: int, node: Function | ast.ClassDef, own: str | None = None) -> None:
        owner = node.name if kind == CLASS else None
        node.body[:] = self._within(kind, node.body, owner=owner, own=own)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """Check the parameters."""
        node.args = self.visit(node.args)
        (node.body,) = self._within(FUNCTION, [node.body])
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Check the parameter's name and its annotation."""
        self.check_name(node, node.arg)
        return self.node_contents_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Allow classes without a metaclass; the room registers them when they are built."""
        self.check_name(node, node.name)
        self._visit_type_parameters(node)
        if any(keyword.arg == "metaclass" for keyword in node.keywords):
            hint = "leave `metaclass=` out; inherit from abc.ABC for an abstract class"
            raise Refused(node, "a metaclass is not allowed here", hint)
        self._bind(node.name)
        for nodes in (node.decorator_list, node.bases, node.keywords):
            nodes[:] = self._each(nodes)
        self._enter(CLASS, node)
        return node

    # --- type parameters (Python 3.12) ----------------------------------------------------------

    def _visit_type_parameters(self, node: ast.AST) -> None:
        # Bounds and defaults are evaluated late, as functions of their own: code like any other.
        if parameters := getattr(node, "type_params", None):
            parameters[:] = self._within(FUNCTION, parameters)

    def visit_TypeVar(self, node: Any) -> ast.AST:
        """Check the name of a type parameter, its bound and its default."""
        if is_dunder(node.name):
            raise Refused(node, f"the name {node.name!r} cannot be defined here", "use a plain name")
        return self.node_contents_visit(node)

    visit_ParamSpec = visit_TypeVarTuple = visit_TypeVar  # noqa: N815 - named after the nodes

    def visit_TypeAlias(self, node: Any) -> Any:
        """Bind the name; the value is evaluated late, as a function of its own."""
        node.name = self.visit(node.name)
        self._visit_type_parameters(node)
        (node.value,) = self._within(FUNCTION, [node.value])
        return node

    # --- imports --------------------------------------------------------------------------------

    def visit_Import(self, node: ast.Import) -> ast.AST:
        """Check the path and the bound name; the hook decides about the module."""
        _refuse_lazy(node)
        for alias in node.names:
            self._check_path(node, alias.name)
            self._bind_import(node, alias.asname or alias.name.partition(".")[0])
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        """Check the path and the bound names; the hook decides about the module."""
        _refuse_lazy(node)
        module = node.module or ""
        if node.level:
            raise Refused(node, "relative imports are not allowed here", "import the module by its full name")
        if module != "__future__":
            self._check_path(node, module)
        for alias in node.names:
            if alias.name == "*":
                raise Refused(node, f"`from {module} import *` is not allowed here", "import the names you need")
            self._check_path(node, alias.name)
            self._bind_import(node, alias.asname or alias.name)
        return node

    def _check_path(self, node: ast.AST, path: str) -> None:
        if any(part.startswith("_") for part in path.split(".")):
            raise Refused(node, f"import of {path!r} is not allowed here", "import public names only")

    def _bind_import(self, node: ast.AST, name: str) -> None:
        self.check_name(node, name)
        self._bind(name)

    # --- the module -----------------------------------------------------------------------------

    def visit_Module(self, node: ast.Module) -> ast.AST:
        """Make the body one function whose names are global, and return the last expression."""
        futures = _leading_futures(node.body)
        body = [self.visit(statement) for statement in node.body[futures:]]
        if body and isinstance(body[-1], ast.Expr):
            body[-1] = _at(ast.Return(body[-1].value), body[-1])
        body = body or [ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)]
        node.body[futures:] = [_wrapped(body, self._bound, ast.AsyncFunctionDef if self._awaits else ast.FunctionDef)]
        return node


_VISITORS: dict[type[ast.AST], Callable[[Policy, ast.AST], ast.AST]] = {}
_MATCH_ARGS = 'write `__match_args__ = ("x", "y")`'


def _refused_dunder(node: ast.Attribute) -> Refused:
    hint = advice.DUNDERS.get(node.attr, "use the function or operator that stands for it")
    return Refused(node, f"the attribute {node.attr!r} is not accessible here", hint)


def _refuse_lazy(node: ast.AST) -> None:
    # A lazy import (Python 3.15) resolves at first use and passes by the hook.
    if getattr(node, "is_lazy", 0):
        raise Refused(node, "a lazy import is not allowed here", "use a plain import")


def _is_match_args(node: ast.Assign) -> bool:
    """Accept only a literal: what a pattern reads by position must stand in the source."""
    if not any(isinstance(target, ast.Name) and target.id == "__match_args__" for target in node.targets):
        return False
    names = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    literal = all(
        isinstance(name, ast.Constant) and isinstance(name.value, str) and is_harmless(name.value) for name in names
    )
    if len(node.targets) > 1 or not literal or not isinstance(node.value, ast.Tuple):
        raise Refused(node, "`__match_args__` must be a tuple of public names", _MATCH_ARGS)
    return True


# --- a method's own first parameter -------------------------------------------------------------


def _own_parameter(node: Function) -> str | None:
    """Return the first parameter's name if it is the instance for as long as the method runs."""
    arguments = node.args.posonlyargs + node.args.args
    if not arguments or node.name in _CLASS_HOOKS or not all(map(_is_plain, node.decorator_list)):
        return None
    name = arguments[0].arg
    rebound = any(_rebinds(inner, name) for inner in ast.walk(node) if inner is not arguments[0])
    return None if rebound else name


def _is_plain(decorator: ast.expr) -> bool:
    if isinstance(decorator, ast.Name):
        return decorator.id in _PLAIN_DECORATORS
    return isinstance(decorator, ast.Attribute) and decorator.attr in _ACCESSORS


def _rebinds(node: ast.AST, name: str) -> bool:  # noqa: PLR0911 - one line a form
    """Cover every form of binding that Python has."""
    match node:
        case ast.Name(id=bound, ctx=ast.Store() | ast.Del()):
            return bound == name
        case ast.arg(arg=bound) | ast.MatchMapping(rest=bound):
            return bound == name
        case ast.ExceptHandler(name=bound) | ast.MatchAs(name=bound) | ast.MatchStar(name=bound):
            return bound == name
        case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) | ast.ClassDef(name=bound):
            return bound == name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return name in names
        case ast.alias(name=path, asname=bound):
            return (bound or path.partition(".")[0]) == name
    # Type parameters; their nodes came with Python 3.12.
    return type(node).__name__ in _TYPE_PARAMETERS and getattr(node, "name", None) == name


def _catches_all(caught: ast.expr | None) -> bool:
    """Say whether a handler is written for everything: it gets every error, and nothing that ends the run."""
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(part, ast.Name) and part.id == "BaseException" for part in parts)


def _touches(node: Function, own: str) -> bool:
    return any(
        isinstance(inner, ast.Attribute)
        and isinstance(inner.value, ast.Name)
        and inner.value.id == own
        and (not isinstance(inner.ctx, ast.Load) or inner.attr[:1] == "_")
        for statement in node.body
        for inner in ast.walk(statement)
    )


def _entry_check(own: str, at: ast.AST) -> ast.stmt:
    check = ast.BoolOp(ast.Or(), [_owned(own, at), _call(SELF, at, _load(own, at))])
    return _at(ast.Expr(_at(check, at)), at)


def _after_docstring(body: list[ast.stmt]) -> int:
    match body[0]:
        case ast.Expr(value=ast.Constant(value=str())):
            return 1
    return 0


# --- the wrapped body ---------------------------------------------------------------------------


def _leading_futures(body: list[ast.stmt]) -> int:
    """Count the statements up to the last leading `from __future__` import."""
    count = _after_docstring(body) if body else 0
    first = count
    while count < len(body) and _is_future(body[count]):
        count += 1
    return count if count > first else 0


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level


def _wrapped(body: list[ast.stmt], bound: set[str], kind: type[Function]) -> ast.stmt:
    place = body[0]
    if bound:
        body.insert(0, _at(ast.Global(sorted(bound)), place))
    fields = {
        "name": BODY,
        "args": ast.arguments([], [], None, [], [], None, []),
        "body": body,
        "decorator_list": [],
        "returns": None,
        "type_params": [],
    }
    return _at(kind(**fields), place)  # type: ignore[arg-type] # `type_params` came with Python 3.12


# --- building nodes -----------------------------------------------------------------------------


def _at(node: N, place: ast.AST) -> N:
    return ast.copy_location(node, place)


def _load(name: str, place: ast.AST) -> ast.Name:
    return _at(ast.Name(name, ast.Load()), place)


def _call(hook: str, place: ast.AST, *arguments: ast.expr) -> ast.Call:
    for argument in arguments:
        if isinstance(argument, ast.Constant):
            _at(argument, place)
    return _at(ast.Call(_load(hook, place), list(arguments), []), place)


def _owned(name: str, place: ast.AST) -> ast.Compare:
    """Ask whether the exact type of a name's value is a class that the code defined."""
    kind = _call(TYPE, place, _load(name, place))
    return _at(ast.Compare(kind, [ast.In()], [_load(OWN, place)]), place)
