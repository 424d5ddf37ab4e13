"""Secrets are passed to functions and controls. They return a digest, because strings are redacted."""
import hashlib
import json
import logging
import os

logger = logging.getLogger("chaostoolkit")


def digest(value):
    return hashlib.sha1(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]


def described(secrets):
    return None if secrets is None else {name: digest(value) for name, value in secrets.items()}


def named(secrets=None):
    return described(secrets)


def required(secrets):
    return described(secrets)


def substituted(token, secrets=None):
    return [digest(token), described(secrets)]


def everything(configuration, secrets=None):
    return [sorted(configuration), described(secrets), digest(os.environ.get("PEER_TOKEN"))]


def configure_control(secrets):
    logger.info("configured with %s", {target: described(values) for target, values in secrets.items()})


def before_activity_control(context, secrets, token):
    logger.info("before %s: %s", context["name"], digest(token))
    secrets.setdefault("added", {"by_control": "value of a control"})
