"""The demo: its answers, evidence and temporary draft."""
