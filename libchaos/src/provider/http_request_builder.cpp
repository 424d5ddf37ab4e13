#include "provider/http_request_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <climits>

#include "chaos/error.h"
#include "context/substitution.h"
#include "net/body_encoding.h"
#include "net/request_settings.h"
#include "provider/typed_setting.h"

namespace chaos {
namespace {

UnexpectedError refused(const std::string& message, const std::string& key,
                        const std::string& hint) {
  return UnexpectedError(
      Diagnostic{.message = message, .pointer = "/provider/" + key, .hint = hint, .position = {}});
}

class Builder {
 public:
  explicit Builder(const ActivityCall& call)
      : call_(call), provider_(call.activity.at("provider")) {}

  net::HttpRequest build() {
    request_.url = url();
    request_.method = method();
    const Json headers = substituted("headers");
    try {
      net::set_headers(headers, request_);
      set_arguments(headers);
    } catch (const net::UnsuitableBody& error) {
      throw refused(error.what(), "arguments", "");
    } catch (const net::UnsuitableHeader& error) {
      throw refused(error.what(), "headers", "put quotes around the value");
    }
    set_timeouts(substituted("timeout"));
    const Json verify_tls = boolean_in(substituted("verify_tls"));
    net::set_verify_tls(&verify_tls, request_);
    request_.max_retries = max_retries();
    // A kept-alive connection may be dead, and only a safe request can be sent again.
    request_.fresh_connection = !net::is_safe(request_.method);
    return std::move(request_);
  }

 private:
  Json filled(const Json& value) const {
    return substitute(value, call_.configuration, call_.secrets, call_.activities);
  }

  Json substituted(const char* key) const {
    const Json* value = find(provider_, key);
    return value != nullptr ? filled(*value) : Json();
  }

  std::string url() const {
    if (find(provider_, "url") == nullptr) throw refused("a HTTP activity must have a URL", "", "");
    return python_str(substituted("url"));
  }

  std::string method() const {
    const Json* value = find(provider_, "method");
    if (value == nullptr) return "GET";
    if (!value->is_string()) {
      throw refused(fmt::format("the method must be a string, not {}", python_repr(*value)),
                    "method", "name a method such as \"GET\"");
    }
    std::string name = value->get<std::string>();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
  }

  Json arguments() const {
    const Json* value = find(provider_, "arguments");
    if (value == nullptr) return {};
    const bool any =
        truthy(call_.configuration) || truthy(call_.secrets) || call_.activities != nullptr;
    return any && truthy(*value) ? filled(*value) : *value;
  }

  /// In a GET, the arguments are the query; otherwise they are the body: JSON if the headers ask
  /// for it, a string unchanged, anything else as a form.
  void set_arguments(const Json& headers) {
    const Json value = arguments();
    if (request_.method == "GET") {
      if (truthy(value)) request_.query = net::encode_form(value);
      return;
    }
    const Json* type = find(headers, "Content-Type");
    if (type != nullptr && *type == "application/json") {
      if (!value.is_null()) request_.body = net::encode_json(value);
      return;
    }
    if (!truthy(value)) return;
    request_.body = net::encode_form(value);
    if (value.is_structured()) {
      net::set_default_header(request_, "Content-Type", "application/x-www-form-urlencoded");
    }
  }

  void set_timeouts(const Json& value) {
    if (!value.is_array()) {
      request_.connect_timeout = seconds(value, "connect");
      request_.read_timeout = request_.connect_timeout;
      return;
    }
    if (value.size() != 2) {
      throw refused(fmt::format("Invalid timeout {}. Pass a (connect, read) timeout tuple, or a "
                                "single float to set both timeouts to the same value.",
                                python_str(value)),
                    "timeout", "give the seconds to connect and the seconds to read");
    }
    request_.connect_timeout = seconds(value[0], "connect");
    request_.read_timeout = seconds(value[1], "read");
  }

  static std::optional<double> seconds(const Json& declared, const char* which) {
    const Json value = number_in(declared);
    if (value.is_null() || extended_kind(value) == Extended::kInteger) return std::nullopt;
    if (!value.is_number()) {
      throw refused(fmt::format("Timeout value {} was {}, but it must be an int, float or None.",
                                which, python_str(value)),
                    "timeout", "write a number of seconds");
    }
    if (value.get<double>() <= 0) {
      throw refused(fmt::format("Attempted to set {} timeout to {}, but the timeout cannot be set "
                                "to a value less than or equal to 0.",
                                which, python_str(value)),
                    "timeout", "leave the timeout out to wait without limit");
    }
    return value.get<double>();
  }

  int max_retries() const {
    if (find(provider_, "max_retries") == nullptr) return 0;
    const Json value = number_in(substituted("max_retries"));
    if (value.is_null()) return 3;  // the default of the reference's library
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    if (!value.is_number()) {
      throw refused(fmt::format("max_retries must be a number, not {}", python_repr(value)),
                    "max_retries", "write a number");
    }
    return static_cast<int>(std::clamp<double>(value.get<double>(), -1, INT_MAX));
  }

  const ActivityCall& call_;
  const Json& provider_;
  net::HttpRequest request_;
};

}  // namespace

net::HttpRequest build_http_request(const ActivityCall& call) {
  return Builder(call).build();
}

}  // namespace chaos
