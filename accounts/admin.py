"""The operator's view of people: who may come in, never what their data says."""

from typing import Any, cast

from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _registered_first  # noqa: F401
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from . import services
from .decorators import reauthentication_required
from .models import DataAccess, Invitation, User

# One door for everybody: allauth's log-in, with its limits on tries and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_title = admin.site.site_header = "healthdash"

# allauth would show the secrets of the second factor, and of sources that we never keep there, and let staff
# give themselves another person's address.
admin.site.unregister([Authenticator, EmailAddress, UserSession, SocialApp, SocialToken])


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Authenticator)
class SecondFactorAdmin(ReadOnlyAdmin, AuthenticatorAdmin):
    """Removing one lets a person back in who lost their phone."""

    fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__email",)

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_manage(request, obj.user if obj else None)


@admin.register(EmailAddress)
class AddressAdmin(ReadOnlyAdmin, EmailAddressAdmin):
    """Where no mail can be sent, the operator confirms an address by its action."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(UserSession)
class SessionAdmin(ReadOnlyAdmin, UserSessionAdmin):
    fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    search_fields = ("user__email", "ip")


@admin.register(DataAccess)
class DataAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "by_email", "person", "what")
    list_select_related = ("person",)
    search_fields = ("person__email", "by_email")
    date_hierarchy = "at"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = (
        "email",
        "name",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "user_permissions",
        "timezone",
        "date_joined",
        "last_login",
    )
    filter_horizontal = ("groups", "user_permissions")
    change_form_template = "admin/accounts/user/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are invited; the first account is made by `createsuperuser`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person deletes their account themselves: that also gives back the keys to their sources."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_manage(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed = ("email", "date_joined", "last_login")
        rights = ("is_staff", "is_superuser", "groups", "user_permissions")
        return fixed if request.user.is_superuser else fixed + rights

    def get_urls(self) -> list[URLPattern]:
        link = self.admin_site.admin_view(self.reset_link)
        return [path("<int:pk>/reset-link/", link, name="accounts_user_reset_link"), *super().get_urls()]

    @method_decorator(reauthentication_required)
    def reset_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method != "POST":
            return self.page(request, user, title=_("Make a link for a new password"))
        self.log_change(request, user, _("Made a link for a new password."))
        link = services.reset_password_link(user)
        return self.page(request, user, title=_("A link for a new password"), link=link)

    def page(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": user, **more}
        return TemplateResponse(request, "admin/accounts/user/reset_link.html", context)


def may_manage(request: HttpRequest, person: User | None) -> bool:
    """Staff who are not superusers manage people without rights only: a reset link is a way in."""
    return request.user.is_superuser or person is None or not (person.is_staff or person.is_superuser)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ("__str__", "state", "created_by", "created_at", "expires_at", "accepted_by")
    list_select_related = ("created_by", "accepted_by")
    fields = ("email",)

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    @admin.display(description="state")
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return _("used")
        return _("open") if invitation.expires_at > timezone.now() else _("run out")

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        made = services.invite(by=cast(User, request.user), email=form.cleaned_data["email"])
        obj.pk, obj.link = made.pk, made.link

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**one_button, "title": _("Invite somebody")})

    def response_add(
        self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("An invitation"),
            "link": obj.link,
            "signup_policy": settings.SIGNUP_POLICY,
            "list_url": reverse("admin:accounts_invitation_changelist"),
        }
        return TemplateResponse(request, "admin/accounts/invitation/link.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).order_by("-created_at")
