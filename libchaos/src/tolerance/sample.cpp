#include "tolerance/sample.h"

#include <algorithm>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "context/substitution.h"
#include "tolerance/sample_values.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

Json process_output(Json status, const std::string& out) {
  return {{"status", std::move(status)}, {"stdout", out}, {"stderr", ""}};
}

Json http_output(Json status, Json body) {
  return {{"status", std::move(status)}, {"headers", Json::object()}, {"body", std::move(body)}};
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_json_text(value, -1);
}

/// Outputs that contain the value wherever a tolerance may look for it.
std::vector<Json> outputs_with(const Json& value, std::string_view type) {
  if (type == "process") {
    Json errors = process_output(0, "");
    errors["stderr"] = text_of(value);
    return {process_output(value, ""), process_output(0, text_of(value)), std::move(errors)};
  }
  if (type == "http") {
    Json headers = http_output(200, "");
    headers["headers"] = value;
    return {http_output(value, ""), http_output(200, value), http_output(200, text_of(value)),
            std::move(headers)};
  }
  return {value};
}

/// Outputs with the value in the member that the tolerance names.
void add_targeted(std::vector<Json>& outputs, const Json& tolerance, const Json& value,
                  std::string_view type) {
  const Json* target = find(tolerance, "target");
  if (target == nullptr || !target->is_string()) return;
  Json output = ordinary_output(type);
  if (!output.is_object()) output = Json::object();
  output[target->get<std::string>()] = value;
  outputs.push_back(output);
  output[target->get<std::string>()] = text_of(value);
  outputs.push_back(std::move(output));
}

/// A value that cannot be compared is not within a tolerance.
bool is_within(const Json& tolerance, const Json& output, const Json& configuration,
               const Json& secrets) {
  Json copy = tolerance;
  try {
    return within_tolerance(copy, output,
                            {.configuration = configuration, .secrets = secrets, .run_probe = {}});
  } catch (const std::exception&) {
    return false;
  }
}

std::vector<Json> very_different_outputs(std::string_view type) {
  const std::vector<Json> values = {nullptr,
                                    true,
                                    false,
                                    0,
                                    1,
                                    -1e12,
                                    1e12,
                                    "",
                                    "x",
                                    "all is well",
                                    "error: 42\n",
                                    Json::array(),
                                    Json::array({7}),
                                    Json::object(),
                                    {{"a", 1}}};
  std::vector<Json> outputs;
  if (type == "process") {
    for (const int status : {0, 1, 2, 127, 255, -9}) {
      for (const char* out : {"", "x\n", "all is well\n", "{\"a\": 1}"})
        outputs.push_back(process_output(status, out));
    }
    return outputs;
  }
  if (type != "http") return values;
  for (const int status : {200, 204, 301, 404, 500, 503}) {
    for (const auto& value : values)
      outputs.push_back(http_output(status, value));
  }
  return outputs;
}

bool is_probe(const Json& tolerance) {
  const Json* type = find(tolerance, "type");
  return type != nullptr && *type == "probe";
}

}  // namespace

Json ordinary_output(std::string_view provider_type) {
  if (provider_type == "process") return process_output(0, "");
  if (provider_type == "http") return http_output(200, "");
  return true;
}

std::optional<Json> output_within(const Json& tolerance, std::string_view provider_type,
                                  const Json& configuration, const Json& secrets) {
  if (is_probe(tolerance)) return ordinary_output(provider_type);
  const auto fits = [&](const Json& output) {
    return is_within(tolerance, output, configuration, secrets);
  };
  if (Json output = ordinary_output(provider_type); fits(output)) return output;
  for (const auto& value : values_within(substitute(tolerance, configuration, secrets))) {
    std::vector<Json> outputs = outputs_with(value, provider_type);
    add_targeted(outputs, tolerance, value, provider_type);
    const auto found = std::ranges::find_if(outputs, fits);
    if (found != outputs.end()) return *found;
  }
  return std::nullopt;
}

bool accepts_everything(const Json& tolerance, std::string_view provider_type,
                        const Json& configuration, const Json& secrets) {
  if (is_probe(tolerance)) return false;
  return std::ranges::all_of(very_different_outputs(provider_type), [&](const Json& output) {
    return is_within(tolerance, output, configuration, secrets);
  });
}

}  // namespace chaos
