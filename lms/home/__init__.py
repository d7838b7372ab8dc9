"""The first page: one thing to do next. It stands above learning and certificates because it shows both."""
