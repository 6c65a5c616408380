"""What the schema found wrong with a rulebook, in words that say what was expected. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from jsonschema.exceptions import ValidationError

from core.wording import joined

Place = tuple[str | int, ...]


def explain(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Each problem with its place in the file: the keys and numbers that lead to it."""
    place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = _schema(error)["properties"]
        for key in sorted(set(_found(error)) - set(known)):
            text = _("不认识的项“%(key)s”，此处可用：%(expected)s。")
            yield (*place, key), text % {"key": key, "expected": joined(known)}
    elif error.validator == "allOf":
        for inner in error.context or ():
            yield from explain(inner)
    else:
        yield place, _problem(error, place)


def _schema(error: ValidationError) -> dict[str, Any]:
    """The part of the schema that was not met."""
    schema: Any = error.schema
    return schema


def _found(error: ValidationError) -> Any:
    """What stands in the file."""
    return error.instance


def _value(error: ValidationError) -> Any:
    """What the schema asks for."""
    return error.validator_value


def _problem(error: ValidationError, place: Place) -> str:
    words = _WORDINGS.get(str(error.validator))
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    found = json.dumps(error.instance, ensure_ascii=False)[:60]
    if words is None:
        return _("“%(name)s”不能用在这里。") % {"name": name}
    return words(error, name, found)


def _required(error: ValidationError, name: str, found: str) -> str:
    missing = [key for key in _value(error) if key not in _found(error)]
    return _("缺少“%(keys)s”。") % {"keys": joined(missing)}


def _one_of(error: ValidationError, name: str, found: str) -> str:
    keys = _schema(error).get("x-one-of", [])
    return _("应恰好写其中一项：%(keys)s。") % {"keys": joined(keys)}


def _any_of(error: ValidationError, name: str, found: str) -> str:
    keys = joined(_schema(error).get("x-needs", []))
    return _("“%(name)s”中应有其中一项：%(keys)s。") % {"name": name, "keys": keys}


def _enum(error: ValidationError, name: str, found: str) -> str:
    expected = joined(value if isinstance(value, str) else json.dumps(value) for value in _value(error))
    return _("“%(name)s”应为：%(expected)s，而不是 %(found)s。") % {"name": name, "expected": expected, "found": found}


def _type(error: ValidationError, name: str, found: str) -> str:
    asked = _value(error)
    kinds = [asked] if isinstance(asked, str) else asked
    names = {
        "string": _("文字"),
        "integer": _("整数"),
        "boolean": _("true 或 false"),
        "array": _("列表"),
        "object": _("“键: 值”"),
    }
    expected = _("或").join(names[kind] for kind in kinds)
    return _("“%(name)s”应为%(expected)s，而不是 %(found)s。") % {"name": name, "expected": expected, "found": found}


def _pattern(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”的写法不对：%(found)s，见 docs/rulebook.md 中的示例。") % {"name": name, "found": found}


def _range(error: ValidationError, name: str, found: str) -> str:
    least, most = _schema(error).get("minimum"), _schema(error).get("maximum")
    return _("“%(name)s”应在%(least)s至%(most)s之间。") % {"name": name, "least": least, "most": most}


def _too_few(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”不能为空。") % {"name": name}


def _too_many(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”过长，最多%(most)d。") % {"name": name, "most": _value(error)}


def _twice(error: ValidationError, name: str, found: str) -> str:
    return _("“%(name)s”中有重复的内容。") % {"name": name}


_WORDINGS = {
    "required": _required,
    "oneOf": _one_of,
    "anyOf": _any_of,
    "enum": _enum,
    "const": _enum,
    "type": _type,
    "pattern": _pattern,
    "minimum": _range,
    "maximum": _range,
    "minItems": _too_few,
    "minLength": _too_few,
    "minProperties": _too_few,
    "maxItems": _too_many,
    "maxLength": _too_many,
    "uniqueItems": _twice,
}
