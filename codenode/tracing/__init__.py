"""Spans for every run, step, model call, action and tool call."""
