"""Advice: points that pass the program's check but that reviewers object to. Advice never changes the verdict."""
