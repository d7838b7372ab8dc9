"""Certificates: a gapless register, a snapshot of each, a page where anyone can check one."""
