"""The front ends: commands and the wizard."""
