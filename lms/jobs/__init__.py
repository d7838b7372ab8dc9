"""Background work. Job rows are the truth; huey only rings the bell that wakes a worker."""
