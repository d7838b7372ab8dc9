"""What a trainer sees and does about the attempts of a course."""
