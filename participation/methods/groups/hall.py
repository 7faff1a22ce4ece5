"""The hall while people change places: who met how often, and what is still wrong, kept up to date with every swap."""

from __future__ import annotations

from participation.methods.groups.task import Task

APART = 1000
"""What one pair at a table costs that shall sit apart; a second meeting, or one person too many or too few of a value at a table, costs 1."""


class Hall:
    """A seating and its cost: meetings of people who met before, unevenness of features, pairs that should sit apart."""

    def __init__(self, task: Task, rounds: list[list[list[int]]]) -> None:
        self.task = task
        self.apart = [set[int]() for _person in range(task.people)]
        for one, other in task.apart:
            self.apart[one].add(other)
            self.apart[other].add(one)
        self.codes = [_codes(values) for values in task.features]
        self.begin(rounds)

    def begin(self, rounds: list[list[list[int]]]) -> None:
        """Everybody takes the places of this seating."""
        self.rounds = rounds
        self.at = [{person: table for table, people in enumerate(tables) for person in people} for tables in rounds]
        self.met = [[0] * self.task.people for _person in range(self.task.people)]
        self.bounds = [self._bounds(number) for number in range(len(rounds))]
        self.counts = [[self._count(number, people) for people in tables] for number, tables in enumerate(rounds)]
        self.repeats = self._meet_all()

    def _meet_all(self) -> int:
        repeats = 0
        for tables in self.rounds:
            for people in tables:
                for place, one in enumerate(people):
                    for other in people[place + 1 :]:
                        repeats += self.met[one][other] > 0
                        self.met[one][other] += 1
                        self.met[other][one] += 1
        return repeats

    def _bounds(self, number: int) -> list[list[tuple[int, int]]]:
        people, tables = list(self.at[number]), len(self.rounds[number])
        found = []
        for codes in self.codes:
            totals = [0] * (max(codes) + 1)
            for person in people:
                totals[codes[person]] += 1
            found.append([(total // tables, -(-total // tables)) if tables else (0, 0) for total in totals])
        return found

    def _count(self, number: int, people: list[int]) -> list[list[int]]:
        counts = [[0] * len(bounds) for bounds in self.bounds[number]]
        for feature, codes in enumerate(self.codes):
            for person in people:
                counts[feature][codes[person]] += 1
        return counts

    def uneven(self) -> int:
        """How many people of a value too many or too few there are at tables, summed over rounds."""
        return sum(
            _off(count, bound)
            for number, tables in enumerate(self.counts)
            for table in tables
            for counts, bounds in zip(table, self.bounds[number], strict=True)
            for count, bound in zip(counts, bounds, strict=True)
        )

    def clashes(self) -> int:
        """How many pairs sit together that should not."""
        return sum(
            self.at[number].get(one, -1) == self.at[number].get(other, -2) for number in range(len(self.rounds)) for one, other in self.task.apart
        )

    def cost(self) -> int:
        """All that is wrong."""
        return self.repeats + self.uneven() + APART * self.clashes()

    def swap(self, number: int, one: int, other: int) -> int:
        """Two people change places in a round. Returns by how much the cost rises."""
        here, there = self.at[number][one], self.at[number][other]
        if here == there:
            return 0
        rise = self._move(number, one, other, here) + self._move(number, other, one, there)
        tables = self.rounds[number]
        tables[here][tables[here].index(one)] = other
        tables[there][tables[there].index(other)] = one
        self.at[number][one], self.at[number][other] = there, here
        return rise

    def _move(self, number: int, leaving: int, coming: int, table: int) -> int:
        """One person takes another's seat at a table."""
        repeats, met, left, came = 0, self.met, self.met[leaving], self.met[coming]
        apart_left, apart_came = self.apart[leaving], self.apart[coming]
        rise = 0
        for person in self.rounds[number][table]:
            if person == leaving:
                continue
            left[person] -= 1
            met[person][leaving] -= 1
            repeats -= left[person] > 0
            repeats += came[person] > 0
            came[person] += 1
            met[person][coming] += 1
            if apart_left and person in apart_left:
                rise -= APART
            if apart_came and person in apart_came:
                rise += APART
        self.repeats += repeats
        for codes, counts, bounds in zip(self.codes, self.counts[number][table], self.bounds[number], strict=True):
            old, new = codes[leaving], codes[coming]
            if old != new:
                before = _off(counts[old], bounds[old]) + _off(counts[new], bounds[new])
                counts[old] -= 1
                counts[new] += 1
                rise += _off(counts[old], bounds[old]) + _off(counts[new], bounds[new]) - before
        return rise + repeats


def _off(count: int, bound: tuple[int, int]) -> int:
    least, most = bound
    return least - count if count < least else max(0, count - most)


def _codes(values: tuple[str, ...]) -> list[int]:
    known = {value: code for code, value in enumerate(sorted(set(values)))}
    return [known[value] for value in values]
