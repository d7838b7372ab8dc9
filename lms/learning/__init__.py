"""Who studies what, what they have done, and what is left."""
