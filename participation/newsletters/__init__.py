"""Following a consultation, and the newsletters that its moderators send to whoever follows it."""
