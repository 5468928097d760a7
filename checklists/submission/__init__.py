"""A submission: `PRODUCT.yaml` and the files next to it."""
