"""Import of submissions of any age and state: lenient reading, logged repairs, and the move to a newer checklist."""
