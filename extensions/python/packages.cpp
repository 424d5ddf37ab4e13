#include "packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace chaos::python {
namespace {

/// Top-level modules and the distributions that contain them, if the names differ.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kDistributions{{
    {"chaosaddons", "chaostoolkit-addons"},
    {"chaosaws", "chaostoolkit-aws"},
    {"chaosazure", "chaostoolkit-azure"},
    {"chaoscf", "chaostoolkit-cloud-foundry"},
    {"chaosgandi", "chaostoolkit-gandi"},
    {"chaosgcp", "chaostoolkit-google-cloud-platform"},
    {"chaosgrafana", "chaostoolkit-grafana"},
    {"chaoshttp", "chaostoolkit-http"},
    {"chaoshumio", "chaostoolkit-humio"},
    {"chaosistio", "chaostoolkit-istio"},
    {"chaosk8s", "chaostoolkit-kubernetes"},
    {"chaoslib", "chaostoolkit-lib"},
    {"chaosprometheus", "chaostoolkit-prometheus"},
    {"chaosreliably", "chaostoolkit-reliably"},
    {"chaosslack", "chaostoolkit-slack"},
    {"chaosspring", "chaostoolkit-spring"},
    {"chaosterraform", "chaostoolkit-terraform"},
    {"chaostoxi", "chaostoolkit-toxiproxy"},
    {"chaostracing", "chaostoolkit-opentracing"},
    {"chaoswm", "chaostoolkit-wiremock"},
}};

}  // namespace

std::string advice_for_module(const std::string& module) {
  const std::string top = module.substr(0, module.find('.'));
  const auto known =
      std::find_if(kDistributions.begin(), kDistributions.end(),
                   [&top](const auto& distribution) { return distribution.first == top; });
  if (known != kDistributions.end()) {
    return fmt::format(
        "install it with `pip install {}` in the environment whose Python is used "
        "(`chaos info python` shows which)",
        known->second);
  }
  return "check the spelling; a module of your own must be in this directory or on PYTHONPATH, a "
         "package must be installed for the Python that `chaos info python` shows";
}

}  // namespace chaos::python
