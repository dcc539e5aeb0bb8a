"""Writes stdlib.txt: classes of the standard library, their bases and members.

Run by go generate, with the newest Python there is. One line for each class:
its name, its bases, a colon, and the names that it adds to theirs; those that
are abstract have an exclamation mark.
"""

import importlib
import inspect

MODULES = """
abc argparse ast asyncio asyncio.events asyncio.protocols bdb builtins calendar cmd code codecs collections collections.abc concurrent.futures
configparser contextlib csv ctypes datetime decimal email.message email.policy enum fractions functools html.parser http http.client
http.cookiejar http.cookies http.server importlib.abc importlib.machinery inspect io ipaddress json json.decoder json.encoder logging
logging.handlers mimetypes multiprocessing.pool multiprocessing.process numbers optparse os pathlib pickle pprint queue random re sched selectors
shelve shlex signal smtplib socket socketserver ssl string struct subprocess tempfile textwrap threading time traceback types typing unittest
unittest.mock urllib.error urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree xml.sax.handler xmlrpc.client xmlrpc.server
zipfile zoneinfo
""".split()

OBJECT = set(dir(object))


def canonical(cls):
    module = cls.__module__
    for public, private in {"collections.abc": "_collections_abc", "io": "_io", "typing": "typing"}.items():
        if module == private:
            module = public
    name = cls.__qualname__
    for candidate in (module.lstrip("_"), module):
        try:
            if getattr(importlib.import_module(candidate), name, None) is cls:
                module = candidate
                break
        except Exception:
            pass
    return name if module == "builtins" else module + "." + name


def main():
    lines = {}
    seen = set()
    todo = []
    for module in MODULES:
        m = importlib.import_module(module)
        for name, value in vars(m).items():
            if not name.startswith("_") and inspect.isclass(value):
                todo.append((value, name if module == "builtins" else module + "." + name))
    for cls, alias in todo:
        path = canonical(cls)
        if alias != path and alias not in lines and cls.__module__.split(".")[0] != "__main__":
            # Another name, such as asyncio.Protocol: it is the class itself.
            lines[alias] = f"{alias} = {path}"
        if cls in seen:
            continue
        seen.add(cls)
        bases = [b for b in cls.__bases__ if b is not object]
        todo.extend((b, canonical(b)) for b in bases if b not in seen)
        inherited = set(OBJECT)
        for b in cls.__mro__[1:]:
            inherited |= set(vars(b))
        members = [n for n in vars(cls) if n not in inherited and (not n.startswith("_") or n.startswith("__"))]
        members += [n for n in getattr(cls, "__slots__", ()) if isinstance(n, str) and not n.startswith("_")]
        keep = sorted(m for m in set(members) if m not in ("__module__", "__doc__", "__dict__", "__weakref__", "__slots__", "__annotations__", "__abstractmethods__", "__orig_bases__", "__parameters__", "__match_args__"))
        abstract = set(getattr(cls, "__abstractmethods__", ()))
        keep = [("!" if m in abstract else "") + m for m in keep]
        keep += ["!" + m for m in sorted(abstract) if "!" + m not in keep]
        lines[path] = " ".join([path, *map(canonical, bases), ":", *keep])
    # What a class has that nothing in it shows.
    lines.setdefault("typing.NamedTuple", "typing.NamedTuple tuple : _asdict _fields _make _replace")
    lines.setdefault("typing.TypedDict", "typing.TypedDict dict :")
    lines["enum.Enum"] = "enum.Enum : name value __iter__ __len__ __members__ __contains__ __getitem__"
    for path in sorted(lines):
        print(lines[path])


main()
