"""The office's desk: who studies, which certificates are due, what was done, what the site says of itself."""
