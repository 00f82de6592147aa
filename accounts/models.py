"""A person, how they like to read numbers, and who else has opened their data."""

import zoneinfo
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .zones import zone_names


def validate_zone(name: str) -> None:
    if name not in zone_names():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """An address is kept in small letters, and found however it is typed."""
        return self.get(email=(username or "").lower())

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in by e-mail, with their preferences."""

    class Units(models.TextChoices):
        METRIC = "metric", _("Metric (kg, °C, km)")
        IMPERIAL = "imperial", _("Imperial (lb, °F, miles)")

    class Glucose(models.TextChoices):
        MMOL = "mmol/L", "mmol/L"
        MG = "mg/dL", "mg/dL"

    class Theme(models.TextChoices):
        SYSTEM = "system", _("Like the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Clock(models.TextChoices):
        H24 = "24", _("23:10")
        H12 = "12", _("11:10 pm")

    class NumberFormat(models.TextChoices):
        COMMA_POINT = "1,234.5", "1,234.5"
        POINT_COMMA = "1.234,5", "1.234,5"
        SPACE_COMMA = "1 234,5", "1 234,5"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    timezone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    units = models.CharField(_("units"), max_length=8, choices=Units, default=Units.METRIC)
    # Apart from the other units: much of the metric world reads mg/dL.
    glucose = models.CharField(_("blood glucose"), max_length=6, choices=Glucose, default=Glucose.MMOL)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    week_start = models.PositiveSmallIntegerField(_("first weekday"), choices=Weekday, default=Weekday.MONDAY)
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM)
    clock = models.CharField(_("clock"), max_length=2, choices=Clock, default=Clock.H24)
    number_format = models.CharField(
        _("numbers"), max_length=8, choices=NumberFormat, default=NumberFormat.COMMA_POINT
    )

    # Counts up whenever anything of this person's data changes: part of every ETag.
    generation = models.PositiveBigIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)

    def today(self) -> date:
        """Today's date where this person is."""
        return timezone.now().astimezone(self.zone).date()

    def get_short_name(self) -> str:
        return self.name or self.email.split("@")[0]


def in_two_weeks() -> Any:
    return timezone.now() + timedelta(days=14)


class Invitation(models.Model):
    """A link that lets one person sign up while sign-up is by invitation."""

    # Only the digest is kept: who reads the table cannot use the link.
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_two_weeks)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    # Only on the one that `services.invite` has just made; kept nowhere.
    link = ""

    def __str__(self) -> str:
        return self.email or f"invitation {self.pk}"


class DataAccess(models.Model):
    """One opening of a person's data by somebody else: shown to that person."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_accesses")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_email = models.EmailField()
    what = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "data accesses"
        indexes = [models.Index(fields=["person", "-at"], name="data_access_person")]

    def __str__(self) -> str:
        return f"{self.by_email} opened {self.what} of {self.person}"
