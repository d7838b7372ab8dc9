"""Mail: rows of an outbox in the caller's transaction, sent by a job after the commit, at most once."""
