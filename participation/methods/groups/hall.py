"""The hall while people change places: who met how often, and what is still wrong, kept up to date with every swap."""

from __future__ import annotations

from itertools import accumulate, product

from participation.methods.groups.task import Task

APART = 1000
"""What one pair at a table costs that shall sit apart; a second meeting, or one person too many or too few of a value at a table, costs 1."""


class Hall:
    """A seating and its cost: meetings of people who met before, unevenness of features, pairs that should sit apart.

    Sets of people are whole numbers with one bit a person, so that a swap is weighed before anybody moves, and in a few steps: `sits` (round, table)
    → who sits there; `once` and `again`: whom a person meets, and whom more than once; `apart`: from whom a person sits apart.
    `values`: of a person, one bit a value; `dearer` and `cheaper` (round, table) → of which values one person fewer there, and `width` bits higher
    one more, is less even or more so.
    """

    def __init__(self, task: Task, rounds: list[list[list[int]]]) -> None:
        self.task = task
        self.apart = [0] * task.people
        for one, other in task.apart:
            self.apart[one] |= 1 << other
            self.apart[other] |= 1 << one
        self.codes = [_codes(values) for values in task.features]
        *self.first, self.width = accumulate((max(codes) + 1 for codes in self.codes), initial=0)
        self.values = [sum(1 << first + codes[person] for first, codes in zip(self.first, self.codes, strict=True)) for person in range(task.people)]
        self.begin(rounds)

    def begin(self, rounds: list[list[list[int]]]) -> None:
        """Everybody takes the places of this seating."""
        self.rounds = rounds
        self.at = [{person: table for table, people in enumerate(tables) for person in people} for tables in rounds]
        self.sits = [[sum(1 << person for person in people) for people in tables] for tables in rounds]
        self.met = [[0] * self.task.people for _person in range(self.task.people)]
        self.once, self.again = [0] * self.task.people, [0] * self.task.people
        self.bounds = [self._bounds(number) for number in range(len(rounds))]
        self.counts = [[self._count(number, people) for people in tables] for number, tables in enumerate(rounds)]
        self.dearer, self.cheaper = [[0] * len(tables) for tables in rounds], [[0] * len(tables) for tables in rounds]
        for number, tables in enumerate(rounds):
            for table, feature in product(range(len(tables)), range(len(self.codes))):
                for code in range(len(self.bounds[number][feature])):
                    self._price(number, table, feature, code)
        self.repeats = self._meet_all()

    def _meet_all(self) -> int:
        repeats = 0
        for tables in self.rounds:
            for people in tables:
                for place, one in enumerate(people):
                    for other in people[place + 1 :]:
                        repeats += self.met[one][other] > 0
                        self._meet(one, other, 1)
        return repeats

    def _meet(self, one: int, other: int, more: int) -> None:
        """Two people meet once more, or once less."""
        times = self.met[one][other] + more
        self.met[one][other] = self.met[other][one] = times
        for person, bit in ((one, 1 << other), (other, 1 << one)):
            self.once[person] = self.once[person] | bit if times > 0 else self.once[person] & ~bit
            self.again[person] = self.again[person] | bit if times > 1 else self.again[person] & ~bit

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

    def rise(self, number: int, one: int, other: int) -> int:
        """By how much the cost would rise if two people changed places in a round."""
        here, there = self.at[number][one], self.at[number][other]
        if here == there:
            return 0
        near, far = self.sits[number][here] & ~(1 << one), self.sits[number][there] & ~(1 << other)
        repeats = (self.once[other] & near).bit_count() - (self.again[one] & near).bit_count()
        repeats += (self.once[one] & far).bit_count() - (self.again[other] & far).bit_count()
        return repeats + self._mixed(number, one, other)

    def rise_throughout(self, one: int, other: int) -> int:
        """The same if they changed places in all rounds: then each meets whom the other met, so nobody meets again who did not."""
        return sum(self._mixed(number, one, other) for number in range(len(self.rounds)))

    def _mixed(self, number: int, one: int, other: int) -> int:
        """By how much features would be less even, and pairs sit together that should not."""
        here, there = self.at[number][one], self.at[number][other]
        if here == there:
            return 0
        mine, theirs, left, came = self.values[one], self.values[other], self.apart[one], self.apart[other]
        gone, new = mine & ~theirs, theirs & ~mine
        rise = 0
        if gone:
            dearer, cheaper = self.dearer[number], self.cheaper[number]
            near, far = gone | new << self.width, new | gone << self.width
            rise = (dearer[here] & near).bit_count() - (cheaper[here] & near).bit_count()
            rise += (dearer[there] & far).bit_count() - (cheaper[there] & far).bit_count()
        if left or came:
            near, far = self.sits[number][here] & ~(1 << one), self.sits[number][there] & ~(1 << other)
            clashes = (came & near).bit_count() - (left & near).bit_count() + (left & far).bit_count() - (came & far).bit_count()
            rise += APART * clashes
        return rise

    def swap(self, number: int, one: int, other: int) -> None:
        """Two people change places in a round."""
        here, there = self.at[number][one], self.at[number][other]
        if here == there:
            return
        self._move(number, one, other, here)
        self._move(number, other, one, there)
        self.at[number][one], self.at[number][other] = there, here

    def _move(self, number: int, leaving: int, coming: int, table: int) -> None:
        """One person takes another's seat at a table."""
        people = self.rounds[number][table]
        for person in people:
            if person != leaving:
                self.repeats += (self.met[coming][person] > 0) - (self.met[leaving][person] > 1)
                self._meet(leaving, person, -1)
                self._meet(coming, person, 1)
        people[people.index(leaving)] = coming
        self.sits[number][table] += (1 << coming) - (1 << leaving)
        for feature, codes in enumerate(self.codes):
            if codes[leaving] != codes[coming]:
                counts = self.counts[number][table][feature]
                counts[codes[leaving]] -= 1
                counts[codes[coming]] += 1
                for code in (codes[leaving], codes[coming]):
                    self._price(number, table, feature, code)

    def _price(self, number: int, table: int, feature: int, code: int) -> None:
        """Note what one person fewer, and what one more, of a value at a table would cost."""
        count, (least, most), bit = self.counts[number][table][feature][code], self.bounds[number][feature][code], 1 << self.first[feature] + code
        more = bit << self.width
        dearer, cheaper = self.dearer[number][table] & ~(bit | more), self.cheaper[number][table] & ~(bit | more)
        self.dearer[number][table] = dearer | bit * (count <= least) | more * (count >= most)
        self.cheaper[number][table] = cheaper | bit * (count > most) | more * (count < least)


def _off(count: int, bound: tuple[int, int]) -> int:
    least, most = bound
    return least - count if count < least else max(0, count - most)


def _codes(values: tuple[str, ...]) -> list[int]:
    known = {value: code for code, value in enumerate(sorted(set(values)))}
    return [known[value] for value in values]
