"""What the demo household says about its days; it fits the life that the sandbox invents."""

from .writing import write

__all__ = ["write"]
