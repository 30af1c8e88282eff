"""Make a numeric function of a formula by walking its tree; sympy's own way compiles text."""

import math
import operator
import sys
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

# Sympy's names of functions, where numpy and math call them otherwise.
_NUMPY = {
    "Abs": "abs", "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan",
    "atan2": "arctan2", "atanh": "arctanh", "ceiling": "ceil", "im": "imag", "re": "real", "arg": "angle",
    "Mod": "mod", "sign": "sign", "conjugate": "conj", "Heaviside": "heaviside",
}  # fmt: skip
_MATH = {"Abs": "fabs", "ceiling": "ceil", "Mod": "fmod", "loggamma": "lgamma"}
_MPMATH = {"Abs": "fabs", "ceiling": "ceil", "Mod": "fmod", "LambertW": "lambertw", "Heaviside": "heaviside"}
_RELATIONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def lambdify(args: Any, expr: Any, modules: Any = None, *_: object, **__: object) -> Callable[..., Any]:
    """Return a function of `args` that computes `expr` with numpy, math or mpmath."""
    import sympy  # noqa: PLC0415 - the code has asked for it

    wanted = list(modules) if isinstance(modules, (list, tuple)) else [modules]
    numbers = _Numbers(sympy, wanted)
    parameters = list(args) if isinstance(args, (list, tuple, set, frozenset)) else [args]

    def function(*values: Any) -> Any:
        if len(values) != len(parameters):
            raise TypeError(f"the function takes {len(parameters)} arguments, got {len(values)}")
        known: dict[Any, Any] = {}
        for parameter, value in zip(parameters, values, strict=True):
            _bind(parameter, value, known)
        return numbers.of(expr, known)

    function.__name__ = function.__qualname__ = "_lambdifygenerated"
    return function


def _bind(parameter: Any, value: Any, known: dict[Any, Any]) -> None:
    if isinstance(parameter, (list, tuple)) or hasattr(parameter, "tolist"):
        for one, item in zip(parameter, value, strict=True):
            _bind(one, item, known)
    else:
        known[parameter] = value


class _Numbers:
    """Computes with the functions of one numeric library."""

    def __init__(self, sympy: Any, wanted: list[Any]) -> None:
        self._sympy = sympy
        self._own: dict[str, Any] = {}
        for one in wanted:
            if isinstance(one, Mapping):
                self._own.update(one)
        names = [one for one in wanted if isinstance(one, str)]
        self._exact = "sympy" in names
        self._high = "mpmath" in names
        numpy = sys.modules.get("numpy")
        self._numpy = None if self._high or self._exact or names == ["math"] else numpy

    def of(self, expr: Any, known: dict[Any, Any]) -> Any:
        """Compute an expression, or each of a list, a dict or a matrix."""
        if isinstance(expr, (list, tuple)):
            return type(expr)([self.of(item, known) for item in expr])
        if isinstance(expr, dict):
            return {key: self.of(item, known) for key, item in expr.items()}
        if hasattr(expr, "tolist") and hasattr(expr, "shape"):
            rows = self.of(expr.tolist(), known)
            if self._high or self._exact:
                return self._sympy.Matrix(rows)
            return self._numpy.array(rows) if self._numpy else rows
        expr = self._sympy.sympify(expr)
        return expr.subs(known) if self._exact else self._value(expr, known)

    def _value(self, expr: Any, known: dict[Any, Any]) -> Any:
        if expr in known:
            return known[expr]
        sympy = self._sympy
        if expr.is_Atom:
            value = self._atom(expr)
        elif expr.is_Add or expr.is_Mul:
            parts = [self._value(item, known) for item in expr.args]
            value = reduce(operator.add if expr.is_Add else operator.mul, parts)
        elif expr.is_Pow:
            value = self._power(expr, known)
        elif isinstance(expr, sympy.Piecewise):
            return self._piecewise(expr, known)  # not kept: it depends on what is known of a branch
        elif expr.is_Relational:
            value = _RELATIONS[expr.rel_op](self._value(expr.lhs, known), self._value(expr.rhs, known))
        else:
            value = self._call(expr, known)
        known[expr] = value  # a common part is computed once
        return value

    def _atom(self, expr: Any) -> Any:
        sympy = self._sympy
        if expr.is_Integer:
            return int(expr)
        if expr in {sympy.true, sympy.false}:
            return bool(expr)
        if expr is sympy.I:
            return self._mpmath.mpc(0, 1) if self._high else 1j
        if expr.is_number or expr.is_infinite:
            return self._mpmath.mpmathify(expr._to_mpmath(self._mpmath.mp.prec)) if self._high else float(expr)  # noqa: SLF001
        raise NameError(f"the symbol {str(expr)!r} has no value; list it among the arguments of lambdify")

    @property
    def _mpmath(self) -> Any:
        import mpmath  # noqa: PLC0415 - sympy has loaded it

        return mpmath

    def _power(self, expr: Any, known: dict[Any, Any]) -> Any:
        base, exponent = self._value(expr.base, known), self._value(expr.exp, known)
        # Arrays of integers refuse negative exponents.
        return base ** (float(exponent) if type(exponent) is int and exponent < 0 and not self._high else exponent)

    def _piecewise(self, expr: Any, known: dict[Any, Any]) -> Any:
        numpy = self._numpy
        conditions = [self._value(condition, known) for _, condition in expr.args]
        if numpy and any(isinstance(one, numpy.ndarray) for one in conditions):
            values = [self._value(value, known) for value, _ in expr.args]
            shape = numpy.broadcast(*[numpy.asarray(one) for one in (*conditions, *values)]).shape
            return numpy.select([numpy.broadcast_to(one, shape) for one in conditions], values, default=numpy.nan)
        chosen = next((value for (value, _), condition in zip(expr.args, conditions, strict=True) if condition), None)
        return math.nan if chosen is None else self._value(chosen, known)

    def _call(self, expr: Any, known: dict[Any, Any]) -> Any:
        name = expr.func.__name__
        own = self._own.get(name) or getattr(expr.func, "_imp_", None)
        function = own or self._named(name)
        if function is None:
            return self._by_sympy(expr, known)
        return function(*[self._value(item, known) for item in expr.args])

    def _named(self, name: str) -> Any:
        folded = {"Max": "maximum", "Min": "minimum", "And": "logical_and", "Or": "logical_or", "Not": "logical_not"}
        numpy = self._numpy
        if name in folded:
            one = getattr(numpy, folded[name]) if numpy else _PLAIN[name]
            return one if name == "Not" else lambda *values: reduce(one, values)
        if self._high:
            return getattr(self._mpmath, _MPMATH.get(name, name), None)
        special = sys.modules.get("scipy.special")
        for library, names in ((numpy, _NUMPY), (None if numpy else math, _MATH), (special, {}), (math, _MATH)):
            found = getattr(library, names.get(name, name), None) if library else None
            if callable(found):
                return found
        return None

    def _by_sympy(self, expr: Any, known: dict[Any, Any]) -> Any:
        """Compute what no numeric library has, one number at a time."""
        values = {symbol: known[symbol] for symbol in expr.free_symbols if symbol in known}
        result = expr.subs(values).doit().evalf()
        return complex(result) if result.is_number and result.is_extended_real is False else float(result)


_PLAIN: dict[str, Any] = {
    "Max": max,
    "Min": min,
    "And": operator.and_,
    "Or": operator.or_,
    "Not": operator.not_,
}
