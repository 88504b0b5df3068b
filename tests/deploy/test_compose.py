"""docker-compose.yml is whole: everything it names is there, and nothing is open that should not be."""

import argparse
import importlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from streams.cli.main import COMMANDS
from streams.cli.replay import demo_items
from streams.kafka.record import Record
from streams.settings import PREFIX, Settings
from streams.topics import RAW
from tests.deploy.files import PROMETHEUS, ROOT, compose, read_yaml, run

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OWN = {name: service for name, service in SERVICES.items() if service["image"].startswith("newswire")}
FEEDERS = {"feed-folder", "feed-rss", "feed-http"}
SETTINGS = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}
EXAMPLE = (ROOT / ".env.example").read_text()


def test_every_dependency_is_a_service_that_can_fulfil_its_condition() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in SERVICES, name
            other = SERVICES[needed]
            if how["condition"] == "service_healthy":
                assert "healthcheck" in other, f"{name} waits for the health of {needed}"
            else:
                assert how["condition"] == "service_completed_successfully"
                assert other["restart"] == "no", f"{name} waits for the end of {needed}"


def test_dependencies_end_somewhere() -> None:
    def depth(name: str, path: tuple[str, ...] = ()) -> int:
        assert name not in path, path
        return 1 + max((depth(needed, (*path, name)) for needed in SERVICES[name].get("depends_on", {})), default=0)

    assert max(depth(name) for name in SERVICES) == 4


def test_every_volume_is_declared_or_a_file_of_the_repository() -> None:
    declared = compose()["volumes"].keys()
    used = set()
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source, _, rest = volume.partition(":")
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
                assert rest.endswith(":ro"), source
            else:
                used.add(source)
    assert used == declared


def test_every_port_is_open_to_this_machine_alone() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 4
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_image_has_a_version() -> None:
    for service in SERVICES.values():
        tag = service["image"].rpartition(":")[2]
        assert tag == "local" or re.match(r"v?\d+\.\d+\.\d+$", tag)


def test_the_broker_is_the_version_that_the_tests_run_on() -> None:
    pom = (ROOT / "tests" / "broker" / "pom.xml").read_text()
    assert f"<version>{SERVICES['kafka']['image'].partition(':')[2]}</version>" in pom


def test_our_own_containers_may_do_nothing_but_run() -> None:
    assert OWN.keys() == {"topics", "screen", "extract", "wire", *FEEDERS}
    for service in OWN.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_our_own_containers_run_commands_that_there_are_with_options_that_they_take() -> None:
    asked = {name: service["command"] for name, service in OWN.items()}
    for name, service in OWN.items():
        if "healthcheck" in service:
            how, program, *asked[f"health of {name}"] = service["healthcheck"]["test"]
            assert (how, program) == ("CMD", "newswire")
    healthy = {"screen", "extract", *FEEDERS}
    assert {"topics", "wire", *healthy, *(f"health of {name}" for name in healthy)} == asked.keys()
    for name, words in asked.items():
        assert words[0] in COMMANDS, name
        parser = argparse.ArgumentParser(exit_on_error=False)
        importlib.import_module(f"streams.cli.{words[0]}").add_arguments(parser)
        parser.parse_args(words[1:])


def test_the_wire_that_is_replayed_is_in_the_image_and_whole(tmp_path: Path) -> None:
    # The image installs the package as it is built here; nothing is mounted.
    assert SERVICES["wire"]["command"] == ["replay", "--demo"]
    assert "volumes" not in SERVICES["wire"]
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        packed = set(package.namelist())
    items = [item for item in demo_items(speed=1e6) if isinstance(item.record, Record)]
    assert len(items) >= 40
    assert {f"streams/cli/wire/items/{item.name}" for item in items} <= packed
    assert b"{{now" not in b"".join(item.record.value or b"" for item in items if isinstance(item.record, Record))


def test_every_setting_named_anywhere_is_one_of_the_service() -> None:
    named = {word for service in OWN.values() for word in service["environment"]}
    named |= set(re.findall(rf"{PREFIX}[A-Z_]+", EXAMPLE))
    assert named - SETTINGS.keys() == set()


def test_the_example_environment_shows_every_setting_with_its_default() -> None:
    shown = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert SETTINGS.keys() <= shown.keys()
    for name, field in SETTINGS.items():
        if name not in {f"{PREFIX}PROCESSES", f"{PREFIX}STATE_DIR"}:  # which depend on the machine
            assert shown[name] == as_written(field.default), name


def as_written(default: object) -> str:
    """A default as people write it in an environment."""
    if isinstance(default, tuple):
        return ",".join(default)
    if isinstance(default, bool):
        return str(default).lower()
    return "" if default is None else str(default)


def test_the_example_environment_shows_every_variable_of_the_compose_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    asked = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", text))
    assert asked
    for name, default in asked.items():
        assert f"#{name}={default}\n" in EXAMPLE


def test_feeders_start_only_when_asked_for_and_each_alone_if_wanted() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" in service} == FEEDERS
    for name in FEEDERS:
        assert SERVICES[name]["profiles"] == ["feeders", name]


def test_work_in_hand_is_finished_before_a_container_is_killed() -> None:
    grace = {int(SERVICES[name]["stop_grace_period"].removesuffix("s")) for name in ("screen", "extract", *FEEDERS)}
    assert min(grace) > Settings.model_fields["stop_timeout"].default


def test_screen_has_a_warm_standby_beside_it() -> None:
    assert RAW.partitions(Settings()) == 1, "one of two works, the other follows"
    assert {name: service["deploy"] for name, service in SERVICES.items() if "deploy" in service} == {
        "screen": {"replicas": 2}
    }
    # Of which there can be one at a time on a machine.
    assert not SERVICES["screen"].keys() & {"ports", "container_name", "hostname"}
    # Workers that share a volume each take a slot of it.
    assert SERVICES["screen"]["volumes"] == ["screen-state:/var/lib/newswire"]


def test_a_container_is_asked_on_the_port_that_prometheus_scrapes() -> None:
    scraped = {
        source["names"][0]: source["port"]
        for job in read_yaml(PROMETHEUS / "prometheus.yml")["scrape_configs"]
        for source in job.get("dns_sd_configs", ())
    }
    probed = {name for name, service in OWN.items() if "healthcheck" in service}
    assert scraped == {name: int(SERVICES[name]["environment"][f"{PREFIX}HTTP_PORT"]) for name in probed}
    for name in probed:
        assert SERVICES[name]["environment"][f"{PREFIX}HTTP_HOST"] == "0.0.0.0"  # noqa: S104 - as the others must reach it


@pytest.mark.deploy
def test_the_file_keeps_the_compose_specification() -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert done.returncode == 0, done.stdout
