"""Scanner for secrets and identifiers in texts that become public."""
