"""What became of it: work of the offices on answers, deadlines, costs, and telling those who took part."""
