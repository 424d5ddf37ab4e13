#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "experiment/warnings.h"

/// An experiment without any warning, and changes for tests of warnings.
namespace chaos::testing {

inline Json process(const char* type, const char* name) {
  return {{"type", type}, {"name", name}, {"provider", {{"type", "process"}, {"path", "echo"}}}};
}

inline Json probe(Json tolerance) {
  Json probe = process("probe", "p");
  probe["tolerance"] = std::move(tolerance);
  return probe;
}

inline Json http_probe(Json tolerance) {
  return {{"type", "probe"},
          {"name", "p"},
          {"tolerance", std::move(tolerance)},
          {"provider", {{"type", "http"}, {"url", "http://localhost"}}}};
}

inline Json python_probe(Json tolerance) {
  return {{"type", "probe"},
          {"name", "p"},
          {"tolerance", std::move(tolerance)},
          {"provider", {{"type", "python"}, {"module", "os"}, {"func", "getpid"}}}};
}

inline Json experiment() {
  return {{"title", "t"},
          {"description", "d"},
          {"steady-state-hypothesis", {{"title", "h"}, {"probes", Json::array({probe(0)})}}},
          {"method", Json::array({process("action", "a")})},
          {"rollbacks", Json::array({process("action", "r")})}};
}

inline Json with_probe(Json probe) {
  Json document = experiment();
  document["steady-state-hypothesis"]["probes"] = Json::array({std::move(probe)});
  return document;
}

inline Json with_arguments(Json arguments) {
  Json document = experiment();
  document["method"][0]["provider"]["arguments"] = std::move(arguments);
  return document;
}

inline std::vector<Diagnostic> warnings_of(const Json& experiment,
                                           const WarningContext& context = {}) {
  return find_warnings(experiment, {}, context);
}

inline auto at(const std::string& pointer, const std::string& hint) {
  return ::testing::AllOf(::testing::Field(&Diagnostic::pointer, pointer),
                          ::testing::Field(&Diagnostic::hint, hint));
}

}  // namespace chaos::testing
