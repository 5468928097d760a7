"""Submissions of any age and state become drafts: read leniently, healed in the open, carried to a newer checklist."""
