"""How the questions of a quiz did, so that an author sees which of them to look at again."""
