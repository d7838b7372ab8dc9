"""Who did what, when, to what: one row for each administrative act and each sign-in event."""
