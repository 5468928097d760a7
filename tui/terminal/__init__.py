"""The wizard's terminal: output that never blocks, and an orderly end when the terminal closes."""
