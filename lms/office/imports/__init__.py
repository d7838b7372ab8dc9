"""Lists of people from Excel: read, shown row by row, and written only when the office says so."""
