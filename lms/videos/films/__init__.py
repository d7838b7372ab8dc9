"""Films: videos made from a recipe in content/films and the figures of a lesson, without a camera."""
