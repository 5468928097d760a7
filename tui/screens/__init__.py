"""The two real screens and the dialogs."""
