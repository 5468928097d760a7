"""The start page, the wizard and their dialogs."""
