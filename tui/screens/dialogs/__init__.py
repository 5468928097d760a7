"""Dialogs: questions, lists and texts over a screen."""
