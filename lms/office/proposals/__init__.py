"""People whom a commune's contact proposes: a list written on the phone, read and written by the office."""
