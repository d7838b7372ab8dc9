"""People, the ways they sign in, and what they were granted."""
