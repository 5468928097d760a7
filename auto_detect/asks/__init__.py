"""What else is asked of a cluster than lists: one module a topic, pure functions that name questions."""
