"""The wizard's state and services, without Textual."""
