"""A notification plug-in that records its notifications."""
import json
import logging

logger = logging.getLogger("chaostoolkit")


def written(channel, event, name):
    payload = event["payload"] or {}
    told = {"by": name, "channel": channel, "event": event["name"], "phase": event["phase"],
            "ts": type(event["ts"]).__name__, "title": payload.get("title"),
            "status": payload.get("status"), "keys": sorted(event)}
    if "error" in event:
        told["error"] = [type(event["error"]).__name__, str(event["error"])]
    with open("notified.txt", "a") as file:
        file.write(json.dumps(told, sort_keys=True) + "\n")


def notify(settings, event):
    written(settings, event, "notify")


def ring(settings, event):
    written(settings, event, "ring")


def break_down(settings, event):
    logger.info("about to fail over %s", event["name"])
    raise RuntimeError("the bell is broken")
