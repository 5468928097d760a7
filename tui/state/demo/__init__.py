"""The demo: its answers, its evidence, its throw-away draft."""
