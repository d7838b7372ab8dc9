"""Captions of videos: the words that are spoken, with their times, and the transcript made of them."""
