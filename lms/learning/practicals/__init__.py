"""A learner's pages of practical tasks. What is stored and marked is the room below, lms.practical."""
