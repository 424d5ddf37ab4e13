#include "net/request_settings.h"

#include <fmt/format.h>

#include "net/header_text.h"

namespace chaos::net {
namespace {

std::string header_value(const std::string& name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (extended_kind(value) == Extended::kBytes) return from_latin1(extended_text(value));
  throw UnsuitableHeader(fmt::format("Header part ({}) from ({}, {}) must be of type str or bytes",
                                     python_repr(value), python_repr(Json(name)),
                                     python_repr(value)));
}

}  // namespace

void set_headers(const Json& headers, HttpRequest& request) {
  if (!truthy(headers)) return;
  if (!headers.is_object()) throw UnsuitableHeader("HTTP headers must be a mapping");
  for (const auto& [name, value] : headers.items()) {
    if (value.is_null()) {
      request.removed_headers.push_back(name);
    } else {
      set_header(request.headers, name, header_value(name, value));
    }
  }
}

void set_default_header(HttpRequest& request, const std::string& name, const std::string& value) {
  if (find_header(request.headers, name) == nullptr) request.headers.emplace_back(name, value);
}

void set_verify_tls(const Json* setting, HttpRequest& request) {
  if (setting == nullptr || setting->is_null()) return;
  request.verify_tls = truthy(*setting);
  if (setting->is_string()) request.ca_bundle = setting->get<std::string>();
}

}  // namespace chaos::net
