"""What can be had as data: every dataset with its columns, said once in German and English, and one reader for all of them."""
