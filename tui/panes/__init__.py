"""The bodies of the wizard's steps."""
