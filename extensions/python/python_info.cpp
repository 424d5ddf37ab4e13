#include "python_info.h"

#include "interpreter.h"
#include "python_error.h"
#include "python_host.h"

namespace chaos::python {

Json describe_python(const Json& settings) {
  const Interpreter interpreter = find_interpreter(settings);
  PythonHost host(settings, {});
  const auto session = host.session();
  Json answer = host.call(*session, {{"call", "describe"}}, {});
  if (const Json* error = find(answer, "error")) throw PythonError(trace_of(*error));
  return {{"interpreter", interpreter.path},
          {"named_by", interpreter.origin},
          {"version", session->worker.version()},
          {"library", answer.at("library")},
          {"extensions", answer.at("extensions")}};
}

}  // namespace chaos::python
