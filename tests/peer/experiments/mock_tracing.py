"""Gives chaostracing.control a tracer that keeps its spans, and writes them at the end."""
import json

import opentracing
from opentracing.mocktracer import MockTracer

tracer = MockTracer()


def configure_control():
    opentracing.set_global_tracer(tracer)


def shown(span, names):
    logs = [entry.key_values for entry in span.logs]
    return {"name": span.operation_name, "parent": names.get(span.parent_id), "tags": span.tags,
            "logs": [sorted(entry) for entry in logs]}


def cleanup_control():
    spans = tracer.finished_spans()
    names = {span.context.span_id: span.operation_name for span in spans}
    with open("spans.json", "w") as file:
        json.dump([shown(span, names) for span in spans], file, indent=1, sort_keys=True)
