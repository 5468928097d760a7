"""Results of link checks, and what pages and logos contain."""
