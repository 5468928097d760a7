"""Exports on disk: the plan, the staged folder and the exchange in one step."""
