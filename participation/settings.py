"""Every setting of an installation: its default, its meaning; nonsense is refused at the start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "PARTICIPATION_"
MAIL_TRANSPORTS = ("smtp", "file", "null")
DATA_LICENCES = ("dl-by-de/2.0", "dl-zero-de/2.0", "cc-by/4.0", "cc-zero")


class SettingsError(ValueError):
    """A setting is missing or makes no sense; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set, each by the environment variable `PARTICIPATION_` + the name in capitals."""

    secret_key: str = ""
    """Signs cookies and mailed links and keys the hashes of codes. At least 32 characters; required outside the demo."""
    database_url: str = ""
    """`sqlite:////path/file.sqlite` or `postgresql+psycopg://user:password@host/database`. Default: a SQLite file in `var_dir`."""
    var_dir: Path = Path("var")
    """Where the product writes: the SQLite file, uploads, compressed static files, mails of the file transport."""
    sealing_keys: tuple[str, ...] = field(default=(), repr=False)
    """Keys for personal data at rest (Fernet, 44 characters each), comma-separated: the first seals, all open. Default: derived from `secret_key`."""
    base_url: str = "http://127.0.0.1:8000"
    """The address residents type; links in mails start with it. `https://` switches secure cookies on."""
    trusted_hosts: tuple[str, ...] = ()
    """Host names that requests may carry, comma-separated. Default: the host of `base_url`."""
    proxies: int = 0
    """How many reverse proxies stand in front; only then do `X-Forwarded-*` headers count."""
    demo: bool = False
    """Loads the invented town and allows its public password. Never in production."""
    testing: bool = False
    """Set by the tests: shows errors instead of the page about them."""

    city_name: str = "Musterstadt"
    """The name in the page's head and in mails."""
    site_name: str = "Mitreden"
    """The platform's own name, before the city's."""
    default_language: str = "de"
    """`de` or `en`: what is shown to whoever has chosen nothing."""
    timezone: str = "Europe/Berlin"
    """The zone in which dates are shown and typed."""

    imprint_file: Path | None = None
    """Markdown file shown as Impressum. Without it the page says that the city has to fill it in."""
    privacy_file: Path | None = None
    """Markdown file shown as Datenschutzerklärung."""
    accessibility_file: Path | None = None
    """Markdown file shown as Erklärung zur Barrierefreiheit."""
    easy_language_file: Path | None = None
    """Markdown file in Leichte Sprache about the whole site."""
    sign_language_url: str = ""
    """Where the city's own film explains the whole site in sign language; linked in the footer, never embedded."""
    map_file: Path | None = None
    """GeoJSON file of the town (docs/maps.md): border, districts, streets, water, green, buildings. Without it no map is shown."""
    tile_url: str = ""
    """Map tiles below the town's own drawing, from the city's own server or proxy: `https://tiles.example.org/{z}/{x}/{y}.png`."""
    tile_note: str = ""
    """Who made the tiles, shown on the map."""
    contact_email: str = ""
    """Where residents reach the team; shown in the footer and on error pages."""

    data_protection_contact: str = ""
    """The data protection officer as named in the register of processing, such as `Erika Muster, datenschutz@stadt.example`."""
    register_is_public: bool = False
    """Whether everybody may read the register of processing (Art. 30 DSGVO); otherwise the administration."""

    log_key_file: Path | None = None
    """The key that signs the public log: a file with 32 random bytes in base64. Default: `public-log.key` in `var_dir`, made on first use."""

    deletion_list_file: Path | None = None
    """Where deleted accounts are noted, to be deleted again after a restore: best on another disk than the database. Default: `deletions.jsonl` in `var_dir`."""

    data_licence: str = "dl-by-de/2.0"
    """The licence of the public data, as the list of DCAT-AP.de calls it: `dl-by-de/2.0`, `dl-zero-de/2.0`, `cc-by/4.0` or `cc-zero`."""
    data_attribution: str = ""
    """How the source of the data is to be named. Default: the publisher and the platform."""
    data_publisher: str = ""
    """Who publishes the data, such as `Stadt Musterstadt`. Default: `city_name`."""
    data_publisher_url: str = ""
    """The publisher's own page, https."""
    data_contributor: str = ""
    """The address under which GovData knows who hands data in, from http://dcat-ap.de/def/contributors/; needed before GovData takes the catalogue."""
    municipality_key: str = ""
    """The municipality's official key (AGS), eight digits; it says in the catalogue which place the data is about."""

    mail_transport: str = "file"
    """`smtp`, `file` (writes .eml files below `var_dir`) or `null`."""
    mail_sender: str = "mitreden@localhost"
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = False

    max_body_kb: int = 1024
    """The largest request body that a page without file upload accepts."""
    max_upload_mb: int = 10
    """The largest picture or document."""
    session_hours_residents: int = 12
    session_minutes_staff: int = 30
    staff_second_factor: str = ""
    """`required`: whoever works for the city, or moderates, signs in with a second sign (app or passkey); `optional`: whoever wants. Default: required,
    in the demo optional."""
    oidc_file: Path | None = None
    """TOML or JSON file of the identity providers people can sign in with (docs/operations.md, "Signing in by others")."""
    verification_months: int = 0
    """After so many months a proof of residence runs out and must be given again; 0: never. Whoever is concerned is told 30 days before."""
    oparl_hosts: tuple[str, ...] = ()
    """Hosts of the council information system whose papers are read by OParl, comma-separated: `ris.stadt.example`. Default: none is read."""
    api_per_minute: int = 600
    """How many requests a network may send to the read interface in a minute, counted in the memory of each process."""
    webhook_hosts: tuple[str, ...] = ()
    """Hosts that may be told by webhooks what happened, comma-separated: `dienste.stadt.example`. Default: none."""
    votes_verified_only: bool = True
    """A vote of residents counts verified residents only."""
    votes_by_two: bool = False
    """Every vote is opened, closed, extended and annulled by two people; otherwise each vote says so itself."""
    live_events: bool = False
    """Phones of a running meeting hear at once what is new, from `/live/`, where the proxy leads to `participation live`; otherwise they ask every three seconds."""
    group_commit: bool = True
    """Write ballots of one process in common transactions (SQLite); each is on the disk before it is acknowledged."""

    @property
    def second_factor_required(self) -> bool:
        """Whether nobody works for the city without a second sign."""
        return self.staff_second_factor == "required" or (not self.staff_second_factor and not self.demo)

    @property
    def resolved_database_url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.var_dir.resolve() / 'participation.sqlite'}"

    @property
    def secure(self) -> bool:
        """Whether residents come by https: cookies are then `Secure` and carry the `__Host-` prefix."""
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names that requests may carry."""
        return self.trusted_hosts or (urlsplit(self.base_url).hostname or "127.0.0.1",)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which dates are shown and typed."""
        return ZoneInfo(self.timezone)

    @property
    def tile_host(self) -> str:
        """The scheme and host from which map tiles come, for the policy of pages; empty where there are none."""
        parts = urlsplit(self.tile_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def files_dir(self) -> Path:
        """Where uploaded pictures and documents lie."""
        return self.var_dir / "files"

    @property
    def exports_dir(self) -> Path:
        """Where exports lie until they are fetched or their days are over."""
        return self.var_dir / "exports"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
        """Read the settings from `PARTICIPATION_*` variables.

        Raises SettingsError naming the variable that is missing, unknown or makes no sense.
        """
        source = os.environ if environment is None else environment
        known = {f.name: f for f in fields(cls)}
        values: dict[str, object] = {}
        for key, text in source.items():
            if not key.startswith(PREFIX) or key == PREFIX + "REQUIRE_ALL":
                continue
            name = key.removeprefix(PREFIX).lower()
            if name not in known:
                raise SettingsError(f"{key} is not a setting. Known: {', '.join(PREFIX + n.upper() for n in known)}")
            values[name] = _parse(key, text, str(known[name].type))
        values.update(overrides)
        settings = cls(**values)  # type: ignore[arg-type]  # each value was parsed by its field's type above
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what would be unsafe or could not work. Raises SettingsError."""
        if len(self.secret_key) < 32 and not (self.demo or self.testing):
            raise SettingsError("PARTICIPATION_SECRET_KEY must be set to at least 32 random characters (openssl rand -hex 32).")
        if not urlsplit(self.base_url).hostname or urlsplit(self.base_url).scheme not in ("http", "https"):
            raise SettingsError("PARTICIPATION_BASE_URL must be a full address such as https://mitreden.example.org")
        if self.mail_transport not in MAIL_TRANSPORTS:
            raise SettingsError(f"PARTICIPATION_MAIL_TRANSPORT must be one of {', '.join(MAIL_TRANSPORTS)}.")
        if self.staff_second_factor not in ("", "required", "optional"):
            raise SettingsError("PARTICIPATION_STAFF_SECOND_FACTOR must be required or optional.")
        if self.default_language not in ("de", "en"):
            raise SettingsError("PARTICIPATION_DEFAULT_LANGUAGE must be de or en.")
        if not 0 <= self.verification_months <= 240:
            raise SettingsError("PARTICIPATION_VERIFICATION_MONTHS must be between 0 (never) and 240.")
        if not self.resolved_database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise SettingsError("PARTICIPATION_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://")
        if self.tile_url and not _is_tile_url(self.tile_url):
            raise SettingsError("PARTICIPATION_TILE_URL must be an https address or a path of this host with {z}, {x} and {y}.")
        if self.sign_language_url and (urlsplit(self.sign_language_url).scheme != "https" or not urlsplit(self.sign_language_url).hostname):
            raise SettingsError("PARTICIPATION_SIGN_LANGUAGE_URL must be an https address.")
        self._check_data()
        if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in self.sealing_keys):
            raise SettingsError("PARTICIPATION_SEALING_KEYS must be Fernet keys: 32 random bytes in URL-safe base64 (44 characters).")
        if not all(re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", host) for host in self.oparl_hosts):
            raise SettingsError("PARTICIPATION_OPARL_HOSTS must be host names such as ris.example.org, without https:// and without a path.")
        if not all(re.fullmatch(r"[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*(:\d{1,5})?", host) for host in self.webhook_hosts):
            raise SettingsError("PARTICIPATION_WEBHOOK_HOSTS must be host names such as dienste.example.org, without https://, path or IP address.")
        if not 1 <= self.api_per_minute <= 1_000_000:
            raise SettingsError("PARTICIPATION_API_PER_MINUTE must be between 1 and 1000000.")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingsError(f"PARTICIPATION_TIMEZONE {self.timezone!r} is not a known time zone.") from error
        for name in ("imprint_file", "privacy_file", "accessibility_file", "easy_language_file", "map_file", "log_key_file", "oidc_file"):
            path = getattr(self, name)
            if path is not None and not path.is_file():
                raise SettingsError(f"{PREFIX}{name.upper()} names a file that is not there: {path}")

    def _check_data(self) -> None:
        if self.data_licence not in DATA_LICENCES:
            raise SettingsError(f"PARTICIPATION_DATA_LICENCE must be one of {', '.join(DATA_LICENCES)}.")
        if self.municipality_key and not re.fullmatch(r"[0-9]{8}", self.municipality_key):
            raise SettingsError("PARTICIPATION_MUNICIPALITY_KEY must be the eight digits of the municipality's official key (AGS).")
        if self.data_contributor and not re.fullmatch(r"http://dcat-ap\.de/def/contributors/[A-Za-z0-9_-]+", self.data_contributor):
            raise SettingsError("PARTICIPATION_DATA_CONTRIBUTOR must be an address that begins with http://dcat-ap.de/def/contributors/")
        if self.data_publisher_url and (urlsplit(self.data_publisher_url).scheme != "https" or not urlsplit(self.data_publisher_url).hostname):
            raise SettingsError("PARTICIPATION_DATA_PUBLISHER_URL must be an https address.")


def _is_tile_url(url: str) -> bool:
    parts = urlsplit(url)
    ours = not parts.scheme and url.startswith("/") and not url.startswith("//")
    theirs = parts.scheme == "https" and bool(re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc))
    return (ours or theirs) and all(part in url for part in ("{z}", "{x}", "{y}"))


def _parse(key: str, text: str, kind: str) -> object:
    if kind == "bool":
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingsError(f"{key} must be 1 or 0.")
    if kind == "int":
        if not text.isascii() or not text.isdigit():
            raise SettingsError(f"{key} must be a whole number.")
        return int(text)
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind.startswith("Path"):
        return Path(text) if text else None
    return text
