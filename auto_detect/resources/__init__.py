"""The API resources that are read, one module per subject."""
