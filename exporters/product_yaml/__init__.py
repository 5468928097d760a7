"""Renders `PRODUCT.yaml` from the official template."""
