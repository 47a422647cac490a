"""The one way in which reading says no."""

from __future__ import annotations


class FileRefusedError(Exception):
    """A whole file is refused: terminal until a person acts, never retried.

    Attributes:
        rule: the rule that refuses, such as ``Q01``, or ``FILE`` where the bytes are not what they claim to be.
        message: what is wrong, naming the row, column or sheet where there is one.
        remedy: what to do about it.
    """

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        super().__init__(f"{rule}: {message} {remedy}")
        self.rule = rule
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[FileRefusedError], tuple[str, str, str]]:
        return (FileRefusedError, (self.rule, self.message, self.remedy))
