"""Under which terms the data is given away, as the installation's settings say."""

from __future__ import annotations

from dataclasses import dataclass

from participation.kit.language import LazyText, lazy
from participation.settings import Settings

_LIST = "http://dcat-ap.de/def/licenses/"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of the list of DCAT-AP.de: its code there, its name, its text's address, whether its name must be told."""

    code: str
    name: str
    text: str
    says: LazyText
    names: bool

    @property
    def uri(self) -> str:
        """Its address in the list."""
        return _LIST + self.code


LICENCES = {
    one.code: one
    for one in (
        Licence(
            "dl-by-de/2.0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
            lazy("Sie dürfen die Daten für alles verwenden, verändern und weitergeben, wenn Sie die Quelle nennen."),
            True,
        ),
        Licence(
            "dl-zero-de/2.0",
            "Datenlizenz Deutschland – Zero – Version 2.0",
            "https://www.govdata.de/dl-de/zero-2-0",
            lazy("Sie dürfen die Daten ohne Bedingungen verwenden, verändern und weitergeben."),
            False,
        ),
        Licence(
            "cc-by/4.0",
            "Creative Commons Namensnennung 4.0 International (CC BY 4.0)",
            "https://creativecommons.org/licenses/by/4.0/deed.de",
            lazy("Sie dürfen die Daten für alles verwenden, verändern und weitergeben, wenn Sie die Quelle nennen."),
            True,
        ),
        Licence(
            "cc-zero",
            "Creative Commons Zero 1.0 (CC0)",
            "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
            lazy("Sie dürfen die Daten ohne Bedingungen verwenden, verändern und weitergeben."),
            False,
        ),
    )
}
"""By their codes in the settings."""


def licence_of(settings: Settings) -> Licence:
    """The licence of all public data."""
    return LICENCES[settings.data_licence]


def attribution_of(settings: Settings) -> str:
    """How the source is to be named."""
    return settings.data_attribution or f"{publisher_of(settings)}, {settings.site_name}"


def publisher_of(settings: Settings) -> str:
    """Who publishes the data."""
    return settings.data_publisher or settings.city_name


def title_of(settings: Settings) -> str:
    """What the data of all consultations is called."""
    return f"{settings.site_name} {settings.city_name}: Daten der Beteiligungen"
