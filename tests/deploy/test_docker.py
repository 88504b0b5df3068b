"""The image is built from what the build may see, from the lock, and runs as nobody in particular."""

import fnmatch
import re

import pytest

from tests.deploy.files import DEPLOY, ROOT, run

DOCKERFILE = (DEPLOY / "docker" / "Dockerfile").read_text()
IGNORED = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]
    assert copied
    let_through = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    assert IGNORED[0] == "*"
    for word in copied:
        assert (ROOT / word).exists(), word
        assert any(fnmatch.fnmatch(word, allowed) for allowed in let_through), word


def test_dependencies_come_from_the_lock_with_their_hashes() -> None:
    installs = re.findall(r"pip install ([^&\n]+)", DOCKERFILE)
    assert [command.strip(" \\") for command in installs] == [
        "--no-deps --require-hashes -r requirements.lock",
        "--no-deps --no-build-isolation .",
    ]


def test_the_service_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["10001:10001"]
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("ENTRYPOINT")


@pytest.mark.deploy
def test_hadolint_finds_no_fault_in_the_dockerfile() -> None:
    done = run("hadolint", "deploy/docker/Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.deploy
def test_shellcheck_finds_no_fault_in_the_ci_script() -> None:
    done = run("shellcheck", ".ci/run")
    assert (done.returncode, done.stdout) == (0, "")
