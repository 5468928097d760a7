"""Drafts on disk: folders, locks, backups, evidence, trash."""
