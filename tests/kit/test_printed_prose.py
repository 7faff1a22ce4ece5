"""Markdown for print: the same words as on the page, in lists, headings and emphasis, and nothing that people type becomes markup of the template."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from participation.kit.pdf import compile_pdf, printable
from participation.kit.printed_prose import PROSE, Node, printed
from participation.kit.prose import plain, to_html

MARKDOWN = st.text(alphabet=st.sampled_from(" \nab*_#->1.[](){}$@`\\<&\"'~=/:ß😀"), max_size=120)


def words(nodes: list[Any]) -> str:
    """All that would be printed, without spaces."""
    return "".join(one if isinstance(one, str) else words(one["of"]) for one in nodes)


def test_blocks_as_they_are_written() -> None:
    found = printed(
        "Vorab\n\n# 1. Saal\n\n**Umfrage: Was?**\n\n- Bühne: 7\n- *Foyer*: 6\n\n## Rest\n\n> gesagt\n\n[Plan](https://stadt.example/plan)"
    )
    kinds = [node["kind"] for node in found]
    assert kinds == ["p", "h3", "p", "ul", "h4", "blockquote", "p"]
    assert found[2]["of"] == [{"kind": "strong", "of": ["Umfrage: Was?"]}]
    assert [words(item["of"]) for item in found[3]["of"]] == ["Bühne: 7", "Foyer: 6"]
    assert found[6]["of"] == [{"kind": "a", "to": "https://stadt.example/plan", "of": ["Plan"]}]


@given(MARKDOWN)
def test_print_says_what_the_page_says(markdown: str) -> None:
    assert "".join(words(printed(markdown)).split()) == "".join(plain(to_html(markdown)).split())


def test_what_looks_like_typst_is_printed_as_it_is() -> None:
    nodes: list[Node] = printed('#panic("x") $ #sys.inputs\n\n1. eins\n   - innen\n2. zwei\n\nZeile\\\nzweite [leer](javascript:alert(1)) 😀')
    template = PROSE + "#set document(title: data.title)\n#title()\n#prose(data.text)\n"
    assert compile_pdf(template, {"title": "Probe", "text": nodes}).startswith(b"%PDF")


def test_a_strong_word_stands_apart_from_the_word_before_it() -> None:
    said = printable(printed("Die Halle, **wenn** *sie* [barrierefrei](https://stadt.example) ist"))
    assert "".join(one if isinstance(one, str) else "".join(one["of"]) for one in said[0]["of"]) == "Die Halle, wenn sie barrierefrei ist"
