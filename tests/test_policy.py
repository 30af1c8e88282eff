"""A policy says of each call what becomes of it, and refuses rules that cannot be meant."""

import pytest

from codenode import ConfigurationError, Policy


def broken(arguments):
    """Fail, as a user's function may."""
    raise KeyError("amount")


class TestVerdict:
    def test_default(self):
        """Without rules everything is allowed."""
        assert Policy().verdict("refund", {}) == "allow"

    def test_order(self):
        """Denied comes before asked, asked before allowed."""
        policy = Policy(deny=["refund"], ask=["refund", "search"], allow=["search"])
        assert [policy.verdict(name, {}) for name in ("refund", "search")] == ["deny", "ask"]

    def test_allow_closes(self):
        """Where `allow` is given, what no rule names is denied."""
        assert Policy(allow=["search"]).verdict("refund", {}) == "deny"

    def test_predicate(self):
        """A rule with a predicate holds where it says so of the arguments."""
        policy = Policy(ask={"refund": lambda arguments: arguments["amount"] > 100})
        assert [policy.verdict("refund", {"amount": n}) for n in (5, 500)] == ["allow", "ask"]

    def test_broken_predicate(self):
        """A predicate that raises is taken for the safer answer."""
        assert Policy(ask={"refund": broken}).verdict("refund", {}) == "ask"
        assert Policy(deny={"refund": broken}).verdict("refund", {}) == "deny"
        assert Policy(allow={"refund": broken}).verdict("refund", {}) == "deny"

    def test_pattern(self):
        """A name may hold a star."""
        assert Policy(deny=["delete_*"]).verdict("delete_user", {}) == "deny"

    def test_remembered(self):
        """What somebody allowed for the thread is asked no more, but a denial stands."""
        assert Policy(ask=["refund"]).verdict("refund", {}, ["refund"]) == "allow"
        assert Policy(deny=["refund"]).verdict("refund", {}, ["refund"]) == "deny"


class TestBadRules:
    def test_unknown_tool(self):
        """A rule for a tool that does not exist names it and the tools there are."""
        with pytest.raises(ConfigurationError, match="'refnd' names no tool; the tools are: refund"):
            Policy(ask=["refnd"]).check(["refund"])

    def test_text(self):
        """A text in place of a list is not read as letters."""
        with pytest.raises(ConfigurationError, match=r"give a list: \['refund'\]"):
            Policy(ask="refund")

    def test_rule_of_no_kind(self):
        """A rule is a predicate."""
        with pytest.raises(ConfigurationError, match="give a name and a predicate"):
            Policy(ask={"refund": "always"})

    def test_unknown_word(self):
        """What becomes of unknown outcomes is one of two words."""
        with pytest.raises(ConfigurationError, match="give 'tell' or 'ask'"):
            Policy(unknown="guess")
