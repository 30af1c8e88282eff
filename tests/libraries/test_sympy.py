"""Sympy as models use it, formulas in texts included."""

import pytest

IMPORTS = ["sympy", "numpy"]
START = "import sympy as sp\nfrom sympy.abc import x, y\n"
CASES = [
    ("str(sp.solve('x**2 - 4'))", "[-2, 2]"),
    ("str(sp.sympify('sin(x)**2 + 2*x'))", "2*x + sin(x)**2"),
    ("str(sp.sympify('2*x + 1', evaluate=False))", "2*x + 1"),
    ("str(sp.S('1/3') + 1)", "4/3"),
    ("str(sp.sympify('2^3', convert_xor=True))", "8"),
    ("str(sp.sympify('x < 3'))", "x < 3"),
    ("str(sp.parse_expr('2x + 3y', transformations='all'))", "2*x + 3*y"),
    ("str(sp.sympify('f(x) + 1').diff(x))", "Derivative(f(x), x)"),
    ("str(sp.sympify('[x, (1, 2), {3: x}]'))", "[x, (1, 2), {3: x}]"),
    ("str(sp.simplify(sp.sin(x)**2 + sp.cos(x)**2))", "1"),
    ("str(sp.integrate(sp.exp(-x**2), (x, -sp.oo, sp.oo)))", "sqrt(pi)"),
    ("str(sp.Matrix([[1, 2], [3, 4]]).det())", "-2"),
    ("str(sp.dsolve(sp.Function('f')(x).diff(x) - sp.Function('f')(x)).rhs)", "C1*exp(x)"),
    ("round(float(sp.nsolve(sp.cos(x) - x, 1)), 6)", 0.739085),
    ("round(float(sp.Sum(1 / x**2, (x, 1, sp.oo)).evalf()), 4)", 1.6449),
    ("str(sp.groebner([x**2 + y, x*y - 1], x, y).exprs[-1])", "y**3 + 1"),
    ("sp.latex(sp.Rational(1, 2))", "\\frac{1}{2}"),
    ("sp.lambdify((x, y), x + 2*y)(1, 2)", 5),
    ("sp.lambdify(x, sp.sqrt(x) + sp.Abs(-x), 'math')(4)", 6.0),
    ("sp.lambdify([x], [x, sp.Max(x, 2)])(1)", [1, 2]),
    (
        "import numpy as np\nsp.lambdify(x, sp.Piecewise((x, x > 0), (0, True)))(np.array([-1.0, 2.0])).tolist()",
        [0.0, 2.0],
    ),
    ("import numpy as np\nsp.lambdify(x, sp.sin(x)**2 + sp.cos(x)**2)(np.ones(2)).round(6).tolist()", [1.0, 1.0]),
    ("sp.lambdify(x, sp.Matrix([[x, 1]]))(2).tolist()", [[2, 1]]),
    ("f = sp.Function('f')\nstr(f(x).subs(x, 2))", "f(2)"),
]


class TestSympy:
    @pytest.mark.parametrize(("source", "expected"), CASES)
    def test_value(self, value, source, expected):
        """The code gives sympy's value."""
        assert value(START + source) == expected

    def test_pprint(self, session):
        """A pretty formula is the code's output."""
        assert session.run(f"{START}sp.pprint(x**2)")["output"] == " 2\nx \n"

    def test_refused_text(self, fault):
        """A text that is no formula says what cannot stand in one."""
        assert "cannot stand in a formula" in fault(f"{START}sp.sympify('x.func')")
