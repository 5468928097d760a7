"""Analyses of accelerators: devices, nodes that offer them, sharing."""
