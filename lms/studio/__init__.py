"""The trainer's workshop: videos of a course with their captions.

It stands above learning because what may be removed depends on the editions that people study.
"""
