"""Results of automated tests that are evidence: read from their files, looked up, joined with requirements."""
