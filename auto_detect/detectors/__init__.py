"""One pure function per requirement: snapshot in, finding out."""
