"""The domain: checklists, drafts, findings, rules."""
