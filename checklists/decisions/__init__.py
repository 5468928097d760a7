"""Questions that lead to the status of a conditional requirement."""
