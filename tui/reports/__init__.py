"""Results of commands, as lines for people and as JSON for programs."""
