"""What we hold about a person: shown, corrected, handed out, and in the end removed (law 14)."""
