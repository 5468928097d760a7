"""Typed fields of objects that scale pods and nodes."""
