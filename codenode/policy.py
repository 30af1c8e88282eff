"""Say of each call whether it is allowed, asked for, or denied."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Literal

from codenode.errors import ConfigurationError
from codenode.given import of_type

Verdict = Literal["allow", "ask", "deny"]
Predicate = Callable[[dict[str, Any]], bool]
Rule = Predicate | bool
Rules = Sequence[str] | Mapping[str, Rule]
Unknown = Literal["tell", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What code may call by itself, and what somebody is asked about first.

        Policy(ask=["refund"], deny=["delete_*"])
        Policy(ask={"refund": lambda arguments: arguments["amount"] > 100})

    Names may hold `*`. A rule with a predicate holds where it returns true of the arguments, by name, as the tool
    gets them: converted to its types (`"17"` is 17 for an `int`), with its defaults, models as dicts. One that
    raises holds for `ask` and `deny` and does not for `allow`. Denied comes before asked, asked before allowed.
    Asking needs a checkpointer: the run pauses with LangGraph's `interrupt` and the standard request of
    human-in-the-loop tools.
    """

    ask: Rules = ()
    """Tools that somebody must approve, call by call."""
    deny: Rules = ()
    """Tools that are never run; the code gets a `PermissionError`."""
    allow: Rules | None = None
    """Where given, what no rule names is denied."""
    ask_code: bool | Callable[[str], bool] = False
    """Approve whole actions before they run: all, or those whose code the function says true of."""
    unknown: Unknown = "tell"
    """What becomes of a call that had started when the process died, and is not idempotent: `tell` the code with
    an exception, or `ask` somebody."""
    labelled: bool = False
    """Take only answers that carry the `approval_id` of their request. Others are asked for again."""
    _rules: Mapping[Verdict, Mapping[str, Rule]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.unknown not in {"tell", "ask"}:
            raise ConfigurationError(f"policy unknown={self.unknown!r} is wrong; give 'tell' or 'ask'")
        given: dict[Verdict, Rules | None] = {"ask": self.ask, "deny": self.deny, "allow": self.allow}
        rules = {verdict: _mapped(verdict, entries or ()) for verdict, entries in given.items()}
        object.__setattr__(self, "_rules", rules)

    def verdict(self, tool: str, arguments: dict[str, Any], remembered: Collection[str] = ()) -> Verdict:
        """Return what becomes of a call.

        Args:
            tool: its name.
            arguments: by name.
            remembered: tools that somebody has allowed for the rest of the thread.
        """
        if self._holds("deny", tool, arguments, unsure=True):
            return "deny"
        if self._holds("ask", tool, arguments, unsure=True):
            return "allow" if tool in remembered else "ask"
        open_ = self.allow is None or self._holds("allow", tool, arguments, unsure=False)
        return "allow" if open_ else "deny"

    def weighs(self, tool: str) -> bool:
        """Say whether a rule looks at the arguments of a tool."""
        return any(
            callable(rule) and fnmatchcase(tool, name) for rules in self._rules.values() for name, rule in rules.items()
        )

    def asks_about(self, code: str) -> bool:
        """Say whether somebody must approve an action before it runs."""
        if callable(self.ask_code):
            try:
                return bool(self.ask_code(code))
            except Exception:  # noqa: BLE001 - the user's function; unsure means asking
                return True
        return self.ask_code

    @property
    def can_ask(self) -> bool:
        """Some call or action may need somebody's approval."""
        return bool(self.ask) or bool(self.ask_code)

    def asking(self, tool: str) -> "Policy":
        """Return this policy with one tool more that somebody is asked about."""
        return replace(self, ask={**self._rules["ask"], tool: True})

    def check(self, tools: Collection[str]) -> None:
        """Refuse rules for tools that do not exist.

        Raises:
            ConfigurationError: a rule names no tool.
        """
        for verdict, rules in self._rules.items():
            for name in rules:
                if not any(fnmatchcase(tool, name) for tool in tools) and not ("*" in name or "?" in name):
                    known = ", ".join(sorted(tools)) or "none"
                    raise ConfigurationError(f"policy {verdict}={name!r} names no tool; the tools are: {known}")

    def _holds(self, verdict: Verdict, tool: str, arguments: dict[str, Any], *, unsure: bool) -> bool:
        return any(
            fnmatchcase(tool, name) and _said(rule, arguments, unsure=unsure)
            for name, rule in self._rules[verdict].items()
        )


def checked_policy(policy: Policy | None) -> Policy:
    """Return the policy, for None the one that allows all.

    Raises:
        ConfigurationError: it is none.
    """
    return of_type("policy", policy, Policy, 'Policy(ask=["pay"])') or Policy()


def _said(rule: Rule, arguments: dict[str, Any], *, unsure: bool) -> bool:
    if isinstance(rule, bool):
        return rule
    try:
        return bool(rule(arguments))
    except Exception:  # noqa: BLE001 - the user's function; what it cannot judge is judged safely
        return unsure


def _mapped(verdict: str, entries: Rules) -> dict[str, Rule]:
    if isinstance(entries, str):
        raise ConfigurationError(f"policy {verdict}={entries!r} is a text; give a list: [{entries!r}]")
    found: dict[str, Rule] = {}
    for name in entries:
        rule = entries[name] if isinstance(entries, Mapping) else True
        if not (isinstance(name, str) and (isinstance(rule, bool) or callable(rule))):  # type: ignore[redundant-expr] # callers err
            raise ConfigurationError(f"policy {verdict}: rule {name!r}: {rule!r} is wrong; give a name and a predicate")
        found[name] = rule
    return found
