"""The wizard's state and services. No Textual here."""
