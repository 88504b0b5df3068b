"""What the coder keeps of the stories it has read has a bound: a process codes for weeks."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import streams.coding

_BY_SETTINGS = {"streams.coding.coder.load"}
"""What is asked with settings of the process, which are few."""


def test_no_answer_to_words_of_a_text_is_kept_for_ever() -> None:
    modules = [import_module(f"streams.coding.{found.name}") for found in iter_modules(streams.coding.__path__)]
    asked = {
        f"{module.__name__}.{name}": ask
        for module in modules
        for name, ask in inspect.getmembers(module, lambda member: hasattr(member, "cache_parameters"))
        if ask.__module__ == module.__name__
    }
    endless = {
        name
        for name, ask in asked.items()
        if ask.cache_parameters()["maxsize"] is None and inspect.signature(ask).parameters
    }

    assert len(asked) > 1
    assert endless == _BY_SETTINGS
