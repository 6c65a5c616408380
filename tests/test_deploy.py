"""What an installation with containers is promised: nobody is root, nothing is reachable that need not be."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES = COMPOSE["services"]
OURS = {"prepare", "web", "worker", "reports", "beat"}
LASTING = sorted(set(SERVICES) - {"prepare"})

every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def last_stage() -> str:
    return DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def test_the_parts_of_an_installation_are_all_there():
    assert set(SERVICES) == OURS | {"postgres", "redis", "proxy", "mail"}
    assert {name for name, service in SERVICES.items() if service.get("profiles")} == {"mail"}


def test_our_image_runs_as_a_user_with_a_number():
    """By number, so that an orchestrator can see that it is not root."""
    users = re.findall(r"^USER (\S+)", last_stage(), re.MULTILINE)
    assert users == ["10001:10001"]


@every_service
def test_no_service_runs_as_root(name):
    user = SERVICES[name].get("user")
    assert name in OURS or user not in (None, "root", "0", "0:0")


@every_service
def test_a_service_cannot_write_its_own_files_nor_gain_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert name == "postgres" or service["security_opt"] == ["no-new-privileges:true"]
    assert name == "postgres" or service["cap_drop"] == ["ALL"]
    assert not service.get("privileged")


@pytest.mark.parametrize("name", LASTING)
def test_a_service_says_how_it_is(name):
    if name == "web":
        assert re.search(r"^HEALTHCHECK .*healthcheck\.py", last_stage(), re.MULTILINE)
    else:
        assert SERVICES[name]["healthcheck"]["test"]


def test_only_the_proxy_is_reachable_from_outside_and_the_mail_catcher_from_this_machine():
    published = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}
    assert set(published) == {"proxy", "mail"}
    assert all(port.startswith("127.0.0.1:") for port in published["mail"])
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_data_outlives_its_containers():
    named = set(COMPOSE["volumes"])
    kept = {name: [volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])] for name in SERVICES}
    assert kept["postgres"] == ["postgres"]
    assert all(kept[name] == ["data"] for name in OURS)
    assert named == {"postgres", "data"}


def test_the_database_is_brought_up_to_date_before_anything_serves():
    assert SERVICES["prepare"]["command"] == "python manage.py prepare"
    for name in OURS - {"prepare"}:
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_every_queue_that_tasks_are_sent_to_has_a_worker():
    from django.conf import settings

    queues = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    served = {queue for name in OURS for queue in re.findall(r"--queues (\S+)", SERVICES[name].get("command", ""))}
    embedded = set(re.findall(r'"--queues", "(\w+)"', (ROOT / "tools" / "run.py").read_text()))
    assert queues == served == embedded


def test_no_secret_is_written_down():
    """Each secret is asked for by name, and the start is refused without it."""
    for name, value in COMPOSE["x-liaison"]["environment"].items():
        if re.search("KEY|PASSWORD", name):
            assert re.fullmatch(r"\$\{\w+:(\?.*|-)\}", value), name
    for line in (ROOT / "deploy" / "env.example").read_text().splitlines():
        name, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#") and re.search("KEY|PASSWORD", name):
            assert value == ""
    assert not re.search("KEY|PASSWORD|SECRET", DOCKERFILE)


def test_every_variable_that_compose_asks_for_stands_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^(\w+)=", (ROOT / "deploy" / "env.example").read_text(), re.MULTILINE))
    optional = {"LIAISON_WEB_WORKERS", "LIAISON_WEB_THREADS"}
    assert asked - optional == given


def test_the_image_holds_every_floor_of_the_product_and_nothing_private():
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    floors = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert floors <= kept
    assert not kept & {"data", "tests", ".git", ".venv", "node_modules"}


SETTING = re.compile(r'env\.(?:text|flag|number|listing|secret)\(\s*"(LIAISON_\w+)"')


@pytest.mark.parametrize("page", ["operations.md", "operations.zh-CN.md"])
def test_every_variable_is_explained(page):
    settings = set(SETTING.findall((ROOT / "liaison" / "settings.py").read_text()))
    served = set(re.findall(r"LIAISON_\w+", (ROOT / "deploy" / "gunicorn.py").read_text())) - {"LIAISON_WEB_"}
    explained = set(re.findall(r"`(LIAISON_\w+)`", (ROOT / "docs" / page).read_text()))
    assert settings | served == explained
