"""From files to a description: one reader a platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.moving import adhocracy, consul, decidim, limesurvey, polis
from participation.moving.description import Description, Item, Kind, Ref, System
from participation.moving.sheets import File, Sheet, sheets_of, unpacked

READERS: dict[System, Callable[[Sequence[Sheet], Description], None]] = {
    System.DECIDIM: decidim.read,
    System.CONSUL: consul.read,
    System.ADHOCRACY: adhocracy.read,
}
WHOLE_READERS: dict[System, Callable[[Sequence[File], Description], None]] = {System.POLIS: polis.read, System.LIMESURVEY: limesurvey.read}
"""Of these platforms one thing comes at a time: a conversation, a survey."""
MOST_ITEMS = 20_000
MOST_FAULTS = 500
LONGEST_BODY = 20_000


def describe(system: System, files: Sequence[File]) -> Description:
    """What the files say. A file that cannot be read is a fault of it. Raises Invalid where nothing can be read at all."""
    description = Description(system)
    if system in WHOLE_READERS:
        WHOLE_READERS[system](unpacked(files), description)
        return description
    sheets: list[Sheet] = []
    for name, content in unpacked(files):
        try:
            sheets += sheets_of(name, content)
        except Invalid as fault:
            description.blame(name, 0, fault.message)
    READERS[system](sheets, description)
    if len(description.items) > MOST_ITEMS:
        raise Invalid(
            _("Das sind mehr als %(limit)s Einträge. Bitte laden Sie die Beteiligungen einzeln hoch.", limit=f"{MOST_ITEMS:,}".replace(",", ".")),
            "files",
        )
    _check(description)
    if not description.items and not description.faults and not description.passed:
        raise Invalid(_("In diesen Dateien steht nichts."), "files")
    return description


def _check(description: Description) -> None:
    """Take out, with its fault, what is there twice, too long, or belongs to nothing."""
    kept: dict[Ref, Item] = {}
    for item in description.items:
        if item.ref in kept:
            twin = kept[item.ref]
            description.blame(
                item.file, item.row, _("Nummer %(number)s steht schon in „%(file)s“, Zeile %(row)s.", number=item.id, file=twin.file, row=twin.row)
            )
        elif len(item.body) > LONGEST_BODY:
            description.blame(item.file, item.row, _("Der Text ist länger als %(limit)s Zeichen.", limit="20.000"))
        elif len(item.id) > 80:
            description.blame(item.file, item.row, _("Die Nummer ist länger als %(limit)s Zeichen.", limit=80))
        else:
            kept[item.ref] = item
    roots = dict(rooted(kept))
    for ref, item in kept.items():
        if item.kind == Kind.COMMENT and roots[ref] is None:
            description.blame(item.file, item.row, _("Der Kommentar gehört im Kreis zu sich selbst."))
    description.items = [item for ref, item in kept.items() if item.kind != Kind.COMMENT or roots[ref] is not None]
    del description.faults[MOST_FAULTS:]


def rooted(items: dict[Ref, Item]) -> dict[Ref, tuple[Ref, Ref | None] | None]:
    """For each comment what it belongs to in the end, and the comment on the first level above it (None: it is one itself).

    What is named and not here is taken as it is named: it may have come before. None: the comments go round in a circle.
    """
    found: dict[Ref, tuple[Ref, Ref | None] | None] = {}
    for ref, item in items.items():
        if item.kind != Kind.COMMENT:
            continue
        chain, at = [], ref
        while at not in found and at not in chain and at[0] == Kind.COMMENT and at in items:
            chain.append(at)
            above = items[at].above
            if above is None:
                break
            at = above
        if at in chain:
            found.update(dict.fromkeys(chain))
            continue
        for each in reversed(chain):
            above = items[each].above
            if above is None:
                found[each] = None
            elif above[0] != Kind.COMMENT:
                found[each] = (above, None)
            elif above not in items:
                found[each] = (above, above)  # the one above came before; where it hangs is known then
            else:
                over = found[above]
                found[each] = None if over is None else (over[0], over[1] or above)
    return found
