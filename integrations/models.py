"""A person's connection to a source, its secrets, how far it has been read, and every run."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from fernet_fields.fields import EncryptedTextField

from healthdash.lib.fields import EncryptedJSONField, KeyField, WordsField


class Connection(models.Model):
    """One person's link to one provider, with its schedule and its claim."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        NEEDS_RECONNECT = "needs_reconnect", _("Needs Reconnect")

    class World(models.TextChoices):
        LIVE = "live", _("Live")
        SANDBOX = "sandbox", _("Sandbox")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connections")
    provider = KeyField(max_length=32)
    world = models.CharField(max_length=8, choices=World, default=World.LIVE)
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    # The type of the error that ended the last run (integrations.errors), and plain words for the person.
    problem = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    account_id = KeyField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    # Schedule: every so many hours, or once a day at a time in the owner's zone.
    every_hours = models.PositiveSmallIntegerField(default=2)
    at_time = models.TimeField(null=True, blank=True)
    next_sync_at = models.DateTimeField(null=True, blank=True)

    # Dispatch: a message is under way until then. Claim: a worker holds it until then.
    queued_until = models.DateTimeField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    claim_token = models.CharField(max_length=32, blank=True, editable=False)

    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    last_change_at = models.DateTimeField(null=True, editable=False)
    # When its person was told of trouble by mail; NULL again once a run succeeded after that.
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "provider"], name="one_connection_per_provider")
        ]
        indexes = [
            models.Index(fields=["state", "next_sync_at"], name="connection_due"),
            models.Index(fields=["provider", "account_id"], name="connection_account"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} of {self.user}"


class KeptSchedule(models.Model):
    """When a person wanted a source read, kept for when they connect it again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    provider = KeyField(max_length=32)
    every_hours = models.PositiveSmallIntegerField()
    at_time = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "provider"], name="one_kept_schedule_per_provider")
        ]

    def __str__(self) -> str:
        return f"schedule of {self.provider} of {self.user}"


class Credential(models.Model):
    """The secrets of a connection, apart from it so that an unreadable row breaks no list.

    `secret` holds what the provider needs: `{"access_token": …, "refresh_token": …}` or `{"api_key": …}`.
    """

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="credential")
    secret = EncryptedJSONField()
    scopes = models.JSONField(null=True)  # None: not known, so every stream is tried
    expires_at = models.DateTimeField(null=True)
    # Which of several possible token addresses answered for this connection.
    token_url = models.URLField(blank=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"credential of connection {self.connection_id}"

    __repr__ = __str__


class StreamState(models.Model):
    """How far one stream of a connection has been read, forward and back."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="streams")
    stream = KeyField(max_length=48)
    synced_to = models.DateField(null=True)
    backfilled_to = models.DateField(null=True)
    backfill_floor = models.DateField(null=True)
    read_at = models.DateTimeField(null=True)  # the last complete reading of the recent days
    deep_read_at = models.DateTimeField(null=True)  # the same for the longer weekly look back
    dirty_from = models.DateField(null=True)
    dirty_to = models.DateField(null=True)
    # A window that held data and came back empty: believed when a second run agrees.
    doubted_from = models.DateField(null=True)
    doubted_to = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    last_error_at = models.DateTimeField(null=True)
    # Since when it could not be read, or not all of it; NULL again once a run read all that it asked for.
    troubled_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "stream"], name="stream_state_natural_key")
        ]

    def __str__(self) -> str:
        return self.stream


class AskedDay(models.Model):
    """A day that its person wants fetched once more. A run takes it, under its claim."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="asked_days")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "day"], name="asked_day_natural_key")]

    def __str__(self) -> str:
        return f"{self.day} of connection {self.connection_id}"


class RawRecord(models.Model):
    """One record as the vendor sent it: compressed, encrypted, never edited."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="raw_records")
    stream = KeyField(max_length=48)
    external_id = KeyField(max_length=120)
    day = models.DateField(null=True)
    sha256 = models.BinaryField(max_length=32)
    payload = EncryptedJSONField()
    first_seen = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "stream", "external_id"], name="raw_record_natural_key"
            )
        ]
        indexes = [models.Index(fields=["connection", "stream", "day"], name="raw_record_day")]

    def __str__(self) -> str:
        return f"{self.stream} {self.external_id}"


class SyncRun(models.Model):
    """One run of a connection: what set it off, what it did, how it ended."""

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", _("Schedule")
        PERSON = "person", _("Person")
        OPERATOR = "operator", _("Operator")
        COMMAND = "command", _("Command")
        CONNECT = "connect", _("Connect")
        BACKFILL = "backfill", _("Backfill")
        REPLAY = "replay", _("Replay")
        WEBHOOK = "webhook", _("Webhook")

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        OK = "ok", _("Ok")
        PARTIAL = "partial", _("Partial")
        FAILED = "failed", _("Failed")

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="runs")
    trigger = models.CharField(max_length=12, choices=Trigger)
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    claim_token = models.CharField(max_length=32, blank=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    requests = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    # Per stream: {"sleep": {"requests": 2, "records": 30, "changed": 1, "rejected": 0, "error": ""}}
    streams = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["connection", "-started_at"], name="sync_run_latest")]

    def __str__(self) -> str:
        return f"run {self.pk} of connection {self.connection_id}"


class RejectedRecord(models.Model):
    """A record that could not be understood, kept so that nothing is dropped in silence."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="rejected_records")
    stream = KeyField(max_length=48)
    external_id = KeyField(max_length=120, blank=True)
    problem = models.CharField(max_length=300)
    payload = WordsField()

    def __str__(self) -> str:
        return f"{self.stream}: {self.problem}"


class Heartbeat(models.Model):
    """When a worker and beat were last alive: read by pages and by the doctor."""

    name = KeyField(max_length=32, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class TableMapping(models.Model):
    """What a person said of one table: which column is what. A stream of its own, `table-<pk>`.

    `spec` is `integrations.mapping.spec.Spec` as JSON. `sheet_id` names a sheet of the vendor's; a table
    that was uploaded has an `UploadedTable` instead. `tab_id` is what the vendor calls the tab whatever its
    title is, "" until it was read once; `tab_before` the title that it had, until the mapping is saved again.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=80)
    spec = models.JSONField()
    sheet_id = KeyField(max_length=120, blank=True)
    tab = models.CharField(max_length=200, blank=True)
    tab_id = KeyField(max_length=20, blank=True)
    tab_before = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"table {self.pk}"

    @property
    def stream(self) -> str:
        """The slug of its stream."""
        return f"table-{self.pk}"

    @property
    def prefix(self) -> str:
        """How the ids of what it brings begin."""
        return f"{self.pk}:"


class UploadedTable(models.Model):
    """The newest file of a mapping: `content` is `integrations.mapping.grid.Grid` as JSON."""

    mapping = models.OneToOneField(TableMapping, on_delete=models.CASCADE, related_name="upload")
    file_name = models.CharField(max_length=200)
    content = EncryptedJSONField()
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"file of table {self.mapping_id}"

    __repr__ = __str__


class TableDraft(models.Model):
    """A mapping in the making, so that going back and forth needs no JavaScript. Forgotten after a day.

    `content` holds what was read: the tabs, the grid of the chosen one, and the answers so far.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="table_drafts")
    provider = KeyField(max_length=32)
    mapping = models.ForeignKey(TableMapping, null=True, on_delete=models.CASCADE, related_name="drafts")
    content = EncryptedJSONField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"draft {self.pk}"

    __repr__ = __str__


class WebhookSubscription(models.Model):
    """One topic of a provider that our app wants to hear of, and what the vendor said to that.

    The row is there before the vendor is asked: while it answers it calls us, and we must know the token.
    """

    provider = KeyField(max_length=32)
    world = models.CharField(max_length=8, choices=Connection.World)
    data_type = KeyField(max_length=48)
    event_type = KeyField(max_length=16)
    vendor_id = KeyField(max_length=120, blank=True)  # empty: the vendor does not have it
    verification_token = EncryptedTextField()
    expires_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)  # when the vendor last confirmed it
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "world", "data_type", "event_type"],
                name="webhook_subscription_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.data_type} {self.event_type}"

    __repr__ = __str__


class WebhookEvent(models.Model):
    """Something that a vendor told us is new for a connection. A run takes it, under its claim.

    The same event comes more than once: `digest` is that of the whole event.
    """

    # Without a constraint: its check would wait for the page of a run that holds the connection's row.
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="webhook_events", db_constraint=False
    )
    digest = KeyField(max_length=64)
    stream = KeyField(max_length=48)
    object_id = KeyField(max_length=120, blank=True)
    at = models.DateTimeField(null=True)  # when it happened, as the vendor says
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "digest"], name="webhook_event_natural_key")
        ]
        indexes = [
            models.Index(fields=["taken_at", "connection"], name="webhook_event_waiting"),
            models.Index(fields=["connection", "received_at"], name="webhook_event_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} of connection {self.connection_id}"
