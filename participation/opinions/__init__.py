"""Opinion maps: short statements that people agree or disagree with, and a picture of where they stand."""
