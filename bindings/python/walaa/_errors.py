# SPDX-License-Identifier: Apache-2.0
"""The exceptions of walaa. Their messages are those of the C++ library, word for word, and end in a stable code."""

from __future__ import annotations


class WalaaError(Exception):
    """The base of all exceptions of walaa.

    Attributes
    ----------
    code : str
        The stable code, ``"D102"``; the documentation has a line for each.
    argument : str or None
        The argument or column at fault.
    row : int or None
        The row at fault, from 0.
    value : float or None
        The value at fault.
    offset : int or None
        Where in a file the reader stood.
    """

    code: str = ""
    argument: str | None = None
    row: int | None = None
    value: float | None = None
    offset: int | None = None


class DataError(WalaaError, ValueError):
    """Input that breaks a rule; names the column, the row, the value and the rule."""


class ColumnError(DataError, KeyError):
    """A column that is not there; lists the columns there are."""

    def __str__(self) -> str:  # KeyError would show the repr of the message
        return str(self.args[0]) if self.args else ""


class TypeMismatch(DataError, TypeError):
    """A column of a type that cannot mean a number (or a date, or a key); names the type and the mend."""


class LoadError(WalaaError, ValueError):
    """Bytes that are not a valid model file."""


class NotUsableError(WalaaError, ValueError, AttributeError):
    """A model that was not fitted, or whose fit may not be used; the message is the report's."""


class Cancelled(WalaaError):
    """A progress callback said stop."""


class ConvergenceWarning(UserWarning):
    """A fit that ended in another status than ``converged``."""
