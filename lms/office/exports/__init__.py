"""The office's lists as files: small ones at once, long ones by a job, none kept longer than a day."""
