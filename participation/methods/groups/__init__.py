"""Small groups over several rounds in which as many different people as possible meet, and every table is as mixed as the room."""

from participation.methods.groups.seating import CannotSeat, Seating, seat
from participation.methods.groups.task import Task

__all__ = ["CannotSeat", "Seating", "Task", "seat"]
