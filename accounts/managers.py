"""How users are made."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(username, password, is_superuser=True, **fields)

    def visible_to(self, user: "User") -> Any:
        """Log-ins of cadres in the parts of the tree that the user administers; everybody sees their own."""
        from accounts.querysets import user_visibility

        return self.get_queryset().filter(user_visibility(user)).distinct()
