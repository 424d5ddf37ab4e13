#include "worker_source.h"

#include <fmt/format.h>

#include "chaos/json.h"
#include "worker_files.h"  // generated from worker/chaos_worker

namespace chaos::python {

std::string worker_source() {
  std::string source(kBoot);
  for (const auto& [name, text] : kModules)
    source += fmt::format("load('{}', {})\n", name, python_repr(Json(std::string(text))));
  return source;
}

}  // namespace chaos::python
