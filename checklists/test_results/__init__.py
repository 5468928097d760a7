"""Results of automated tests, read from their files and joined with requirements."""
