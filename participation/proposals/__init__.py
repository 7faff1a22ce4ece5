"""Ideas of residents and of the city, their supporters and the answer of the city."""
