"""Look at what the transformer made, and find what nobody guards: a second opinion, written apart from it."""

import ast
import dis
from types import CodeType

from codenode.worker.policy.names import (
    CLASS_NAMES,
    CLOCKS,
    GUARDED,
    INSPECT,
    METHODS,
    READABLE,
    STORABLE,
    UNCATCHABLE,
)

POWERS = GUARDED | INSPECT
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LOADS = {"LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"}
NAMES = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
# What the compiler itself reads to build a class or a module.
COMPILERS = {"__name__", "__debug__", "__annotations__", "__class__", "__classdict__", "__static_attributes__"}


def unguarded(tree):
    """Return what is wrong in a transformed tree, a line each."""
    walker = Walker()
    walker.visit(tree)
    return walker.found


def unguarded_code(code):
    """Return what is wrong in compiled code: powers that are read as plain attributes, names of the language."""
    found = []
    for step in dis.get_instructions(code):
        name = step.argval
        if step.opname in LOADS and name in POWERS - CLOCKS:
            found.append(f"{step.opname} {name}")
        if step.opname in {"STORE_ATTR", "DELETE_ATTR"} and name in INSPECT:
            found.append(f"{step.opname} {name}")
        if step.opname in NAMES and is_dunder(name) and name not in CLASS_NAMES | COMPILERS:
            found.append(f"{step.opname} {name}")
        if step.opname in NAMES and name in UNCATCHABLE:
            found.append(f"{step.opname} {name}")
        if step.opname == "IMPORT_NAME" and hidden(name) and name != "__future__":
            found.append(f"{step.opname} {name}")
    return found + [line for inner in code.co_consts if isinstance(inner, CodeType) for line in unguarded_code(inner)]


def is_dunder(name):
    """Say whether the language itself reads the name."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def hidden(path):
    """Say whether a part of a path is not public."""
    return any(part.startswith("_") for part in path.split("."))


def is_call(node, guard):
    """Say whether the node calls a guard."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == guard


def asked(node):
    """Return the name whose exact type is looked up among the code's own classes; None if that is not what is asked."""
    match node:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="<type>"), args=[ast.Name(id=name)]),
            ops=[ast.In()],
            comparators=[ast.Name(id="<own>")],
        ):
            return name
    return None


def checked(function):
    """Return the parameter that a function checks at its entry, if it does."""
    for statement in function.body[:2]:
        match statement:
            case ast.Expr(value=ast.BoolOp(op=ast.Or(), values=[test, ast.Call(func=ast.Name(id="<self>"), args=[_])])):
                return asked(test)
    return None


def bindings(node):
    """Return the names that a node binds by itself."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            return [name]
        case ast.alias(name=path, asname=name):
            return [name or path.partition(".")[0]]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return names
        case ast.MatchMapping(rest=name):
            return [name]
    return [node.name] if isinstance(getattr(node, "name", None), str) else []


class Walker(ast.NodeVisitor):
    """Knows where it stands: in which class body, and which name is a checked first parameter."""

    def __init__(self):
        self.found = []
        self.own = None
        self.in_class = False

    def wrong(self, node, what):
        """Remember it."""
        self.found.append(f"line {getattr(node, 'lineno', '?')}: {what}")

    def visit(self, node):
        """Check what the node binds, then the rest."""
        for name in bindings(node):
            if name and "<" in name and name != "<module>":
                self.wrong(node, f"binds the guard {name}")
            known = METHODS | CLASS_NAMES if self.in_class else set()
            if name and is_dunder(name) and name not in known:
                self.wrong(node, f"binds {name}")
        super().visit(node)

    def visit_Name(self, node):
        """Names of the language are not for reading."""
        if not isinstance(node.ctx, ast.Load):
            return
        allowed = CLASS_NAMES if self.in_class else set()
        if node.id in UNCATCHABLE or (is_dunder(node.id) and node.id not in allowed | {"__name__", "__debug__"}):
            self.wrong(node, f"reads {node.id}")

    def visit_Attribute(self, node):
        """A load needs a harmless name, a store a guarded receiver."""
        own = isinstance(node.value, ast.Name) and node.value.id == self.own
        private = node.attr.startswith("_")
        if node.attr in INSPECT:
            self.wrong(node, f"touches {node.attr}")
        elif isinstance(node.ctx, ast.Load):
            readable = node.attr in READABLE or not private or (own and not is_dunder(node.attr))
            if node.attr in POWERS or not readable:
                self.wrong(node, f"reads {node.attr}")
        else:
            self._stored(node, own=own)
        self.generic_visit(node)

    def _stored(self, node, *, own):
        if is_dunder(node.attr) and (node.attr not in STORABLE or isinstance(node.ctx, ast.Del)):
            self.wrong(node, f"writes {node.attr}")
        receiver = node.value
        if isinstance(receiver, ast.IfExp):
            same = isinstance(receiver.body, ast.Name) and receiver.body.id == asked(receiver.test)
            receiver = receiver.orelse if same else None
        if not own and not is_call(receiver, "<write>"):
            self.wrong(node, f"writes {node.attr} without a guard")

    def visit_AugAssign(self, node):
        """Its load is native: the name must bear that, or the guard of the store has looked at the object."""
        target = node.target
        if isinstance(target, ast.Attribute) and (is_dunder(target.attr) or target.attr in POWERS - CLOCKS):
            self.wrong(node, f"reads {target.attr} to change it")
        self.generic_visit(node)

    def visit_IfExp(self, node):
        """A private name may be read from what is known to be the code's own, and by the guard otherwise."""
        name, read = asked(node.test), node.body
        if name is not None and isinstance(read, ast.Attribute):
            plain = isinstance(read.value, ast.Name) and read.value.id == name
            if not plain or is_dunder(read.attr) or read.attr in POWERS or not is_call(node.orelse, "<private>"):
                self.wrong(node, f"reads {read.attr} of another object than it asks about")
            self.visit(node.orelse)
            return
        self.generic_visit(node)

    def visit_FunctionDef(self, node):
        """Follow the checked parameter into the body; nothing in it may bind that name again."""
        outer = self.own, self.in_class
        for part in (*node.decorator_list, node.args, node.returns, *getattr(node, "type_params", ())):
            if part is not None:
                self.visit(part)
        own, self.in_class = checked(node), False
        if own is not None:
            self.own = own
            first = (node.args.posonlyargs + node.args.args)[:1]
            again = [inner for inner in ast.walk(node) if inner not in first and own in bindings(inner)]
            if [argument.arg for argument in first] != [own] or again:
                self.wrong(node, f"checks {own}, which is bound elsewhere")
        for statement in node.body:
            self.visit(statement)
        self.own, self.in_class = outer

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - named by the base class

    def visit_Lambda(self, node):
        """A function has no names of a class."""
        self.visit(node.args)
        outer, self.in_class = self.in_class, False
        self.visit(node.body)
        self.in_class = outer

    def visit_ClassDef(self, node):
        """A class must not choose its metaclass."""
        for part in (*node.decorator_list, *node.bases, *node.keywords, *getattr(node, "type_params", ())):
            self.visit(part)
        if any(keyword.arg == "metaclass" for keyword in node.keywords):
            self.wrong(node, "chooses a metaclass")
        outer, self.in_class = self.in_class, True
        for statement in node.body:
            self.visit(statement)
        self.in_class = outer

    def visit_Import(self, node):
        """Only public paths."""
        for alias in node.names:
            if hidden(alias.name):
                self.wrong(node, f"imports {alias.name}")

    def visit_ImportFrom(self, node):
        """Only public paths, one by one."""
        if node.level or (node.module != "__future__" and hidden(node.module or "_")):
            self.wrong(node, f"imports from {node.module}")
        for alias in node.names:
            if alias.name == "*" or hidden(alias.name):
                self.wrong(node, f"imports {alias.name}")

    def visit_MatchClass(self, node):
        """A pattern reads attributes natively."""
        for name in node.kwd_attrs:
            if name in POWERS or name.startswith("_"):
                self.wrong(node, f"reads {name} by a pattern")
        self.generic_visit(node)

    def visit_ExceptHandler(self, node):
        """A bare `except` would catch the end of the run."""
        if node.type is None:
            self.wrong(node, "catches everything")
        self.generic_visit(node)
