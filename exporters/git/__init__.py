"""Commits a submission to a local clone with the `git` command. Nothing is ever pushed."""
