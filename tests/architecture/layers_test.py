#!/usr/bin/env python3
"""Checks that no part of the code includes one in a higher layer.

    layers_test.py [REPOSITORY]

The order is that of docs/explanation/architecture.md. Standard library only; prints each include that violates
the order, and exits with 1 if there are any.
"""
import re
import sys
from pathlib import Path

# The folders of libchaos/src; each may include itself and those before it.
ORDER = [
    "json",
    "log",
    "os",
    "net",
    "document",
    "schema",
    "context",
    "tolerance",
    "provider",
    "experiment",
    "control",
    "activity",
    "run",
    "report",
    "plan",
    "rehearsal",
]
# The extensions of apps/chaos that have a descriptor.
EXTENSIONS = ["chaosiq"]
# The hub: which folders of apps/chaoshub each folder may include, beside itself and libchaos. The
# domain ("model") knows neither HTTP nor SQL, and no service knows another but by its interface in
# service/.
HUB = {
    "security": set(),
    "service": {"security"},
    "storage": {"service"},
    "http": {"security", "service"},
    "web": {"http", "security", "service"},
    "remote": {"http", "security", "service"},
}
HUB_PROGRAM = {"commands", "config"}  # start everything, or are passed to everything
HUB_SERVICE_LIST = "shipped_services.cpp"  # names the folder of each service
HUB_SERVICE = {
    "model": {"security", "service"},
    "storage": {"model", "service", "storage"},
    "api": {"model", "http", "security", "service"},
    "pages": {"model", "http", "security", "service", "web"},
    "remote": {"http", "remote", "security", "service"},  # both ends of the interface over HTTP
    "identity_providers": {"model", "security", "service"},  # the providers that people sign in with
}
# Must not be included by the domain, not even indirectly.
HUB_FOREIGN = re.compile(r'^\s*#\s*include\s+[<"](soci|boost|libpq)', re.MULTILINE)

DESCRIPTOR = re.compile(r"(\w+)::descriptor\(\)")

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def sources(directory):
    return sorted(p for p in directory.rglob("*") if p.suffix in (".cpp", ".h"))


def problems_of_folder(folder, files):
    allowed = {"chaos", *ORDER[: ORDER.index(folder) + 1]}
    for file in files:
        for include in INCLUDE.findall(file.read_text(encoding="utf-8")):
            part = include.split("/")[0]
            if part not in allowed:
                yield f"{file}: includes {include}, but {folder}/ may only include what is below it"


def problems_of_public_headers(files):
    for file in files:
        for include in INCLUDE.findall(file.read_text(encoding="utf-8")):
            if not include.startswith("chaos/"):
                yield f"{file}: includes {include}, which is not public"


def hub_services(hub):
    return DESCRIPTOR.findall((hub / HUB_SERVICE_LIST).read_text(encoding="utf-8"))


def hub_part(path, services):
    """The folder of an include in the hub, such as "http" or "auth/model"; None for others."""
    parts = path.split("/")
    if parts[0] in services and len(parts) > 2:
        return f"{parts[0]}/{parts[1]}"
    return parts[0] if parts[0] in HUB and len(parts) > 1 else None


def problems_of_hub_file(file, folder, allowed, services):
    text = file.read_text(encoding="utf-8")
    for include in INCLUDE.findall(text):
        part = hub_part(include, services)
        if part is not None and part != folder and part not in allowed:
            yield f"{file}: includes {include}, which {folder}/ must not know"
    if folder.endswith("/model") and HUB_FOREIGN.search(text):
        yield f"{file}: the domain knows neither HTTP nor SQL"


def problems_of_service(hub, service, services):
    folder = hub / service
    for part, allowed in HUB_SERVICE.items():
        parts = {f"{service}/model" if name == "model" else name for name in allowed}
        for file in sources(folder / part):
            yield from problems_of_hub_file(file, f"{service}/{part}", parts, services)
    for file in sources(folder):
        for include in INCLUDE.findall(file.read_text(encoding="utf-8")):
            other = include.split("/")[0]
            if other in services and other != service:
                yield f"{file}: includes {include}, but a service knows another by its interface only"


def problems_of_rules(hub, services):
    """Rules for folders that do not exist, and folders without a rule: nobody would notice what they include."""
    for folder in HUB:
        if not (hub / folder).is_dir():
            yield f"{__file__}: HUB has a rule for {folder}, which {hub} does not have"
    known = {part.name for service in services for part in (hub / service).iterdir() if part.is_dir()}
    for part in HUB_SERVICE:
        if part not in known:
            yield f"{__file__}: HUB_SERVICE has a rule for {part}, which no service has"
    for part in sorted(p.name for p in hub.iterdir() if p.is_dir()):
        if part not in HUB and part not in HUB_PROGRAM and part not in services:
            yield f"{hub / part}: give it a rule in HUB of {__file__}"
    for part in sorted(known - HUB_SERVICE.keys()):
        yield f"{hub}: a service has a folder {part}; give it a rule in HUB_SERVICE of {__file__}"


def problems_of_hub(hub):
    services = hub_services(hub)
    yield from problems_of_rules(hub, services)
    for service in services:
        if not (hub / service).is_dir():
            yield f"{hub / HUB_SERVICE_LIST}: names {service}, which has no folder"
    for folder, allowed in HUB.items():
        for file in sources(hub / folder):
            yield from problems_of_hub_file(file, folder, allowed, services)
    for service in services:
        yield from problems_of_service(hub, service, services)


def problems_of_program(program):
    """An extension provides its commands, controls and guards through its descriptor, so only that, and the list of
    the extensions, and the commands themselves know which ones there are."""
    known = {"extensions.cpp", *(f"{name}_extension{suffix}" for name in EXTENSIONS for suffix in (".cpp", ".h"))}
    for file in sources(program):
        if file.name in known or file.parent.name == "commands":
            continue
        for name in EXTENSIONS:
            if re.search(name, file.read_text(encoding="utf-8"), re.IGNORECASE):
                yield f"{file}: mentions {name}, which its descriptor alone may"


def problems(repository):
    source = repository / "libchaos" / "src"
    folders = sorted(p.name for p in source.iterdir() if p.is_dir())
    if sorted(ORDER) != folders:
        yield f"{source}: holds {', '.join(folders)}; give each a place in ORDER of {__file__}"
        return
    for folder in ORDER:
        yield from problems_of_folder(folder, sources(source / folder))
    yield from problems_of_program(repository / "apps" / "chaos")
    yield from problems_of_hub(repository / "apps" / "chaoshub")
    yield from problems_of_public_headers(sources(repository / "libchaos" / "include"))


def main():
    repository = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    found = list(problems(repository))
    print("\n".join(found) or "every include points downwards")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
