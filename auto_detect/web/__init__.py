"""HTTP client for the internet, and the program's data downloaded with it."""
