"""Analyses of metrics: monitors, exporters, endpoints to scrape."""
