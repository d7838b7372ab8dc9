"""Videos of lessons: taken in, judged, made small enough for a hill with two bars of signal."""
