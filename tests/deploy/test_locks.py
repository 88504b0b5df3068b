"""The locks hold every dependency with its hashes, agree with each other, and name no index."""

import re
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.files import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-deploy.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def entries(lock: str) -> list[str]:
    """Each requirement of a lock with its hashes, as one string."""
    return re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())


def pinned(lock: str) -> set[Requirement]:
    return {Requirement(entry.split("\\")[0].strip()) for entry in entries(lock)}


def names(lock: str) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in pinned(lock)}


def group(name: str) -> set[str]:
    return {
        canonicalize_name(Requirement(line).name)
        for line in PROJECT["dependency-groups"][name]
        if isinstance(line, str)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_one_version_with_hashes(lock: str) -> None:
    for entry in entries(lock):
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address(lock: str) -> None:
    assert re.search(r"://|--index|--extra-index|--find-links|@ ", (ROOT / lock).read_text()) is None


def test_every_dependency_is_locked() -> None:
    wanted = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    assert wanted | group("build") <= names("requirements.lock")
    assert group("dev") <= names("requirements-dev.lock")
    assert group("deploy") <= names("requirements-deploy.lock")


def test_every_pin_is_one_that_the_project_allows() -> None:
    asked = {canonicalize_name((one := Requirement(line)).name): one for line in PROJECT["project"]["dependencies"]}
    for requirement in pinned("requirements.lock"):
        if specifier := asked.get(canonicalize_name(requirement.name)):
            version = next(iter(requirement.specifier)).version
            assert specifier.specifier.contains(version), requirement


def test_the_tests_run_on_what_the_service_runs_on() -> None:
    def versions(lock: str) -> set[str]:
        return {f"{requirement.name}{requirement.specifier}" for requirement in pinned(lock)}

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_make_lists_every_target_that_a_person_calls() -> None:
    shown = subprocess.run(["make", "help"], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    listed = set(re.findall(r"^  make (\S+)", shown, re.MULTILINE))
    assert {"setup", "demo", "test", "faults", "check", "broker", "score", "train", "lock"} <= listed


def test_the_package_version_is_in_the_changelog_or_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert f"## [{PROJECT['project']['version']}]" in text or "## [Unreleased]" in text
