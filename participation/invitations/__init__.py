"""Who is asked: the register's extract, the draw of the invited, their letters, and what they answered."""
