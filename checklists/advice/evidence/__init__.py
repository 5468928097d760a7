"""Advice on links and files that answers cite."""
