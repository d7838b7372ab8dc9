"""Essays: what waits for a person's marks, and the marks."""
