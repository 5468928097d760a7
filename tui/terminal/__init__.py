"""The wizard's terminal: output that never blocks, and the end when the terminal is gone."""
