"""One module per command of aiconform, and what commands share."""
