"""Rules of the program's check: one module per subject, with small functions that yield problems."""
