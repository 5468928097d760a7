"""Base classes of the app: queued input, exceptions, editing, automatic retries."""
