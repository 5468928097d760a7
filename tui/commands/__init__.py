"""One module per command of aiconform."""
