"""Analyses of accelerators: devices, the nodes that offer them, sharing."""
