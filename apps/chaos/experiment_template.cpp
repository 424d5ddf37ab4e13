#include "experiment_template.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "json/json_reader.h"

namespace chaos::cli {
namespace {

/// The smallest experiment.
constexpr std::string_view kHello = R"({
  "title": "Hello",
  "description": "Says hello, and records that it did",
  "method": [
    {
      "type": "action",
      "name": "say-hello",
      "provider": {"type": "process", "path": "echo", "arguments": ["hello"]}
    }
  ]
})";

/// An experiment with all sections, which uses processes.
constexpr std::string_view kProcess = R"({
  "title": "The service stays up while something else is stopped",
  "description": "Replace the programs by those that check, disturb and repair your system",
  "configuration": {"seconds": 1},
  "steady-state-hypothesis": {
    "title": "The service is up",
    "probes": [
      {
        "type": "probe",
        "name": "service-is-up",
        "tolerance": 0,
        "timeout": 10,
        "provider": {"type": "process", "path": "test", "arguments": ["-d", "/"]}
      }
    ]
  },
  "method": [
    {
      "type": "action",
      "name": "disturb-the-system",
      "timeout": 60,
      "provider": {"type": "process", "path": "sleep", "arguments": ["${seconds}"]}
    }
  ],
  "rollbacks": [
    {
      "type": "action",
      "name": "repair-the-system",
      "provider": {"type": "process", "path": "echo", "arguments": ["repaired"]}
    }
  ]
})";

/// The URL may be unreachable: a probe in the method only records that.
constexpr std::string_view kHttp = R"({
  "title": "The page is served",
  "description": "Set PAGE_URL, or the default below; move the probe to a steady-state hypothesis once it is yours",
  "configuration": {
    "page_url": {"type": "env", "key": "PAGE_URL", "default": "http://localhost:8080/"}
  },
  "method": [
    {
      "type": "probe",
      "name": "page-is-served",
      "tolerance": 200,
      "provider": {"type": "http", "url": "${page_url}", "timeout": 5}
    }
  ]
})";

const std::map<std::string, std::string_view>& templates() {
  static const std::map<std::string, std::string_view> all{
      {"hello", kHello}, {"http", kHttp}, {"process", kProcess}};
  return all;
}

}  // namespace

std::vector<std::string> experiment_template_names() {
  std::vector<std::string> names;
  std::ranges::transform(templates(), std::back_inserter(names),
                         [](const auto& entry) { return entry.first; });
  return names;
}

Json experiment_template(const std::string& name) {
  return parse_json(templates().at(name));
}

}  // namespace chaos::cli
