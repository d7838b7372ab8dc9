"""Videos of lessons as learners meet them: choices that say what they cost, playing, and honest watching."""
