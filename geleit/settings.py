"""Every setting of Geleit, each with its description, in one class.

A value comes from the environment (`GELEIT_` and the field's name in capitals), else from the file
`runtime.json` in the data folder, which `geleit up` writes so that other commands find the servers that it
started, else from its default.
"""

import json
import re
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

RUNTIME_FILE = "runtime.json"
UNIX = "unix:"
"""The prefix of an address that is a Unix socket."""
_SOCKET_ADDRESS = re.compile(rf"{UNIX}/[^/].*")
_IPV6_HOST = r"\[[0-9A-Fa-f:.]+\]"
_HOST_NAME = r"[A-Za-z0-9.-]+"  # an IPv4 address too
_HOST_AND_PORT = re.compile(rf"({_IPV6_HOST}|{_HOST_NAME}):\d{{1,5}}")
_POSTGRES_SCHEMES = ("postgresql://", "postgres://")


class Settings(BaseSettings):
    """The settings of a process; frozen, so that they do not change while it runs."""

    model_config = SettingsConfigDict(
        env_prefix="GELEIT_", env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path = Field(Path("data"), description="Folder that holds everything Geleit keeps.")
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(
        8400,
        ge=1,
        le=65535,
        description="Port of the web server. `geleit up` takes the next free one if it is taken.",
    )
    base_url: str = Field(
        default_factory=lambda values: f"http://{values['host']}:{values['port']}",
        description="Address people reach Geleit at, without a slash at the end.",
    )
    database_owner: SecretStr = Field(
        SecretStr(""), description="PostgreSQL URL of the role that owns the tables; only migrations use it."
    )
    database_web: SecretStr = Field(
        SecretStr(""), description="PostgreSQL URL of the role of counsellors' and supervisors' pages."
    )
    database_authority: SecretStr = Field(
        SecretStr(""), description="PostgreSQL URL of the role of the authorities' pages."
    )
    database_worker: SecretStr = Field(
        SecretStr(""), description="PostgreSQL URL of the role of the worker's activities."
    )
    temporal_address: str = Field(
        "127.0.0.1:7233",
        description="Host and port of the Temporal server, or `unix:` and the path of a socket.",
    )
    temporal_namespace: str = Field("geleit", description="Temporal namespace of the departures.")
    temporal_certificate: Path | None = Field(
        None, description="File with the TLS certificate (PEM) by which Temporal knows Geleit."
    )
    temporal_certificate_key: Path | None = Field(
        None, description="File with the private key (PEM) of that certificate."
    )
    temporal_authority: Path | None = Field(
        None,
        description="File with certificates (PEM) to check Temporal's own against, instead of the system's.",
    )
    temporal_server_name: str = Field(
        "", description="Name in Temporal's certificate, if it is not the one in the address."
    )
    temporal_api_key: SecretStr = Field(
        SecretStr(""), description="API key by which Temporal knows Geleit, in place of a certificate."
    )
    temporal_details: bool = Field(
        False,
        description="Show number, steps and dates of departures in Temporal, to whoever reaches it.",
    )
    temporal_ui: bool = Field(
        False,
        description="Start Temporal's web UI too. Every user of this machine then reaches Temporal.",
    )
    temporal_ui_port: int = Field(8233, ge=1, le=65535, description="Port of that web UI.")
    task_queue: str = Field("geleit", description="Temporal task queue that worker and web meet at.")
    key_file: Path = Field(
        default_factory=lambda values: values["data"] / "secrets" / "master.key",
        description="File with the 32 random bytes that protect the key of every departure.",
    )
    update_timeout: float = Field(
        8.0,
        gt=0,
        description="Seconds the web waits for an action before it says that it is under way.",
    )
    cached_departures: int = Field(
        2_000,
        ge=0,
        description="Departures a worker keeps in memory, 0.2 MB each; others it reads anew when they wake.",
    )
    demo: bool = Field(False, description="Mark every page as a demonstration with invented people.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe level logged: DEBUG, INFO, WARNING or ERROR."
    )
    postgres_programs: Path | None = Field(
        None,
        description="Folder with `initdb` and `postgres`; without it those of the Python package.",
    )
    temporal_program: Path | None = Field(
        None, description="The program `temporal`; without it that of the Python package."
    )

    @field_validator(
        "data", "key_file", "temporal_certificate", "temporal_certificate_key", "temporal_authority"
    )
    @classmethod
    def _make_absolute(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper_case(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("database_owner", "database_web", "database_authority", "database_worker")
    @classmethod
    def _require_postgres_url(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(_POSTGRES_SCHEMES):
            raise ValueError("an address of PostgreSQL begins with postgresql://")
        return url

    @field_validator("temporal_address")
    @classmethod
    def _require_temporal_address(cls, address: str) -> str:
        if not (_SOCKET_ADDRESS.fullmatch(address) or _HOST_AND_PORT.fullmatch(address)):
            raise ValueError("an address of Temporal is a host and a port, or unix: and the path of a socket")
        return address

    @model_validator(mode="after")
    def _require_temporal_credentials(self) -> Self:
        """Raise ValueError if anybody between here and a remote Temporal could act as Geleit."""
        if bool(self.temporal_certificate) != bool(self.temporal_certificate_key):
            raise ValueError("temporal_certificate and temporal_certificate_key go together")
        is_known = self.temporal_certificate or self.temporal_api_key.get_secret_value()
        if not (self.is_temporal_local or is_known):
            raise ValueError(
                f"Temporal at {self.temporal_address} is not on this machine and takes commands from whoever"
                " reaches it: set temporal_certificate and temporal_certificate_key, or temporal_api_key"
            )
        return self

    @field_validator("base_url")
    @classmethod
    def _strip_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def is_temporal_local(self) -> bool:
        """Whether what is sent to Temporal stays on this machine."""
        if self.temporal_address.startswith(UNIX):
            return True
        host = self.temporal_address.rpartition(":")[0].strip("[]")
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @property
    def runtime_file(self) -> Path:
        """The file in which `geleit up` writes how to reach the servers that it started."""
        return self.data / RUNTIME_FILE

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, then the file of the running servers; no .env file, no folder of secrets."""
        return init_settings, env_settings, RuntimeFile(settings_cls)


class RuntimeFile(PydanticBaseSettingsSource):
    """Settings source: the file that `geleit up` wrote for the servers that it started."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return nothing: the file is read as a whole."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the values of the file; none if nothing runs or the file cannot be read."""
        data = Path(self.current_state.get("data") or self.settings_cls.model_fields["data"].default)
        try:
            values = json.loads((data.expanduser() / RUNTIME_FILE).read_text())
        except (OSError, ValueError):
            return {}
        return {name: value for name, value in values.items() if name != "data"}


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
