"""Prints, as JSON, the spans of OTLP requests whose bodies are in the files given as arguments.

Run by the environment's Python, which has the necessary packages.
"""

import json
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def value_of(attribute):
    kind = attribute.value.WhichOneof("value")
    if kind == "array_value":
        return [item.string_value for item in attribute.value.array_value.values]
    return getattr(attribute.value, kind)


def main():
    spans = []
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            request = ExportTraceServiceRequest.FromString(file.read())
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                spans.extend(scope.spans)
    names = {span.span_id: span.name for span in spans}
    print(json.dumps([
        {"name": span.name, "parent": names.get(span.parent_span_id),
         "attributes": {attribute.key: value_of(attribute) for attribute in span.attributes}}
        for span in spans]))


main()
