"""The petition offices of a county: who works in them, and the addresses of their forms."""

from dataclasses import dataclass, field

from accounts.models import Role, RoleGrant, Unit, User
from liaison.sample.contacts import Register
from liaison.sample.log_ins import Users
from liaison.sample.people import Worker
from liaison.sample.tree import County
from petitions.models import PetitionSettings

# The address of the first county's form is /p/qinghe/.
FIRST_SLUG = "qinghe"
# Plainly invented.
PHONE = "0000-2012345"
WELCOME = "请写明时间、地点、经过和诉求。涉及诉讼、仲裁、行政复议的事项，请依法向有关机关提出。"


@dataclass
class Offices:
    """Clerks by the key of their unit; `leader` of the county approves and signs."""

    county: County
    register: Register
    users: Users
    workers: list[Worker]
    clerks: dict[int, User]
    leader: User
    slug: str
    by_unit: dict[int, list[Worker]] = field(default_factory=dict)

    @property
    def clerk(self) -> User:
        return self.clerks[self.county.unit.pk]

    def department(self, of: str) -> Unit:
        """The department that answers for a field; civil affairs where the county has none of it."""
        return self.county.department(of) or self.county.departments[4].unit

    def leaders_of(self, unit: Unit) -> list[Worker]:
        return [worker for worker in self.by_unit[unit.pk] if worker.is_leader]


def set_up(county: County, register: Register, users: Users, workers: list[Worker], *, number: int) -> Offices:
    """Give every town, department and the county a petition clerk, and write the settings."""
    by_unit: dict[int, list[Worker]] = {}
    for worker in workers:
        by_unit.setdefault(worker.unit.pk, []).append(worker)
    clerks = _clerks(county, users, by_unit)
    slug = FIRST_SLUG if number == 0 else f"county-{number + 1}"
    _write_settings(county, slug)
    leader = next(users.by_cadre[w.cadre.pk] for w in workers if w.post.title == "副县长")
    return Offices(county, register, users, workers, clerks, leader, slug, by_unit)


def _clerks(county: County, users: Users, by_unit: dict[int, list[Worker]]) -> dict[int, User]:
    """The last of the staff of each department; the head of each town's office. The county's clerk sits in the
    petition office, and may have been given the role with a password."""
    petition = county.departments[1].unit
    chosen = {county.unit: by_unit[petition.pk][4]}
    chosen |= {d.unit: by_unit[d.unit.pk][4] for d in county.departments if d.unit != petition}
    chosen |= {t.unit: next(w for w in by_unit[t.unit.pk] if w.role == "town_staff") for t in county.towns}
    clerks = {unit: users.by_cadre[worker.cadre.pk] for unit, worker in chosen.items()}
    held = set(RoleGrant.objects.filter(role=Role.PETITION_CLERK).values_list("user", flat=True))
    RoleGrant.objects.bulk_create(
        users.grant(user, Role.PETITION_CLERK, unit) for unit, user in clerks.items() if user.pk not in held
    )
    return {unit.pk: user for unit, user in clerks.items()}


def _write_settings(county: County, slug: str) -> None:
    wide = PetitionSettings(unit=county.unit, slug=slug, mark=f"{county.name[0]}信", welcome=WELCOME, phone=PHONE)
    towns = [
        PetitionSettings(unit=town.unit, slug=f"{slug}-{n:02d}", mark=f"{town.unit.label[:2]}信", welcome=WELCOME)
        for n, town in enumerate(county.towns, 1)
    ]
    PetitionSettings.objects.bulk_create([wide, *towns])
