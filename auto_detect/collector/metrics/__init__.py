"""Scraping of metrics through the API server's proxy, reduced to counts."""
