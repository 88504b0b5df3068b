"""Settings come from the environment, a file, or their default; a wrong one ends with one clear line."""

from pathlib import Path

import pytest

from streams import settings
from streams.errors import SettingsError


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "newswire.toml"
    file.write_text('partitions = 4\ndefault_provider = "harbour"\n')
    monkeypatch.setenv("NEWSWIRE_CONFIG", str(file))
    monkeypatch.setenv("NEWSWIRE_PARTITIONS", "6")
    loaded = settings.load()
    assert (loaded.partitions, loaded.default_provider, loaded.raw_partitions) == (6, "harbour", 1)


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("NEWSWIRE_PARTITIONS", "many", "NEWSWIRE_PARTITIONS"),
        ("NEWSWIRE_PARTITIONS", "0", "greater than or equal to 1"),
        ("NEWSWIRE_STAGES", "screen,publish", "NEWSWIRE_STAGES"),
        ("NEWSWIRE_SECURITY_PROTOCOL", "SASL_SSL", "needs sasl_username and sasl_password"),
        ("NEWSWIRE_HEARTBEAT_INTERVAL", "9", "at most half of session_timeout"),
        ("NEWSWIRE_PARTITION", "4", "NEWSWIRE_PARTITION: no such setting"),
        ("NEWSWIRE_CONFIG", "nowhere.toml", "no file nowhere.toml"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, word: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_broken_file_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "newswire.toml"
    file.write_text("partitions = = 4")
    monkeypatch.setenv("NEWSWIRE_CONFIG", str(file))
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "\n" not in str(caught.value)


def test_secrets_are_hidden_when_shown_and_in_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
    monkeypatch.setenv("NEWSWIRE_SASL_USERNAME", "desk")
    monkeypatch.setenv("NEWSWIRE_SASL_PASSWORD", "open-sesame")
    loaded = settings.load()
    assert "open-sesame" not in str(loaded.shown())
    assert "open-sesame" not in repr(loaded)
    assert loaded.kafka_client()["sasl_plain_password"] == "open-sesame"  # noqa: S105 - the test's own


def test_a_certificate_that_cannot_be_read_is_a_settings_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_SECURITY_PROTOCOL", "SSL")
    monkeypatch.setenv("NEWSWIRE_SSL_CAFILE", "nowhere.pem")
    with pytest.raises(SettingsError, match="ssl_cafile"):
        settings.load().kafka_client()


def test_stages_are_written_as_people_write_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_STAGES", "extract, screen")
    assert settings.load().stages == ("extract", "screen")
