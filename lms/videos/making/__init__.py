"""Making the versions of a video with ffmpeg. Knows files and rules, neither database nor store."""
