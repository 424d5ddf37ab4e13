#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiment/experiment.h"
#include "experiment/warning_kinds.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

bool is_filled_in(const std::string& text) {
  return text.find("${") != std::string::npos;
}

class ProviderWarnings {
 public:
  ProviderWarnings(const Json& activity, const Json& provider, std::string pointer,
                   std::vector<Diagnostic>& warnings)
      : activity_(activity),
        provider_(provider),
        pointer_(std::move(pointer)),
        warnings_(warnings) {}

  void find_all() {
    check_timeout(activity_, "/timeout");
    const Json* type = find(provider_, "type");
    if (type == nullptr) return;
    if (*type == "process") {
      check_timeout(provider_, "/provider/timeout");
      check_quotes();
    } else if (*type == "http") {
      check_url();
      check_method();
      check_http_timeout();
    }
  }

 private:
  void warn(std::string message, const std::string& where, std::string hint) {
    warnings_.push_back({.message = std::move(message),
                         .pointer = pointer_ + where,
                         .hint = std::move(hint),
                         .kind = "Provider"});
  }

  /// A string member of the provider without references; nullptr if there is none.
  const std::string* text(const char* key) const {
    const Json* value = find(provider_, key);
    if (value == nullptr || !value->is_string()) return nullptr;
    const auto& text = value->get_ref<const std::string&>();
    return is_filled_in(text) ? nullptr : &text;
  }

  void check_timeout(const Json& holder, const std::string& where) {
    const Json* timeout = find(holder, "timeout");
    if (timeout == nullptr || !timeout->is_number() || timeout->get<double>() > 0) return;
    warn("this timeout leaves no time: the activity is ended as soon as it begins", where,
         "write a number of seconds greater than 0");
  }

  /// Arguments that are a string are passed to a shell.
  void check_quotes() {
    const std::string* arguments = text("arguments");
    if (arguments == nullptr) return;
    const char quote = unclosed_quote(*arguments);
    if (quote == '\0') return;
    warn(fmt::format("the shell cannot run this command: a {} is not closed",
                     quote == '"' ? "double quote" : "single quote"),
         "/provider/arguments", "close it, or write the arguments as a list");
  }

  static char unclosed_quote(std::string_view command) {
    // Inside these, quotes start anew.
    for (const std::string_view nested : {"$(", "`", "<<"})
      if (command.find(nested) != std::string_view::npos) return '\0';
    char quote = '\0';
    for (std::size_t i = 0; i < command.size(); ++i) {
      const char c = command[i];
      const bool starts_word = i == 0 || std::isspace(static_cast<unsigned char>(command[i - 1]));
      if (quote == '\0' && c == '#' && starts_word) {
        i = std::min(command.find('\n', i), command.size());
      } else if (c == '\\' && quote != '\'') {
        ++i;
      } else if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = '\0';
      }
    }
    return quote;
  }

  void check_url() {
    const std::string* url = text("url");
    if (url == nullptr || url->empty()) return;
    const std::size_t colon = url->find("://");
    if (colon == std::string::npos) {
      return warn("this URL has no scheme, so it cannot be called", "/provider/url",
                  fmt::format("write e.g. \"http://{}\"", *url));
    }
    std::string scheme = url->substr(0, colon);
    scheme.erase(0, std::min(scheme.find_first_not_of(" \t\n"), scheme.size()));
    for (char& c : scheme)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (scheme == "http" || scheme == "https") return;
    const std::string meant = os::did_you_mean(scheme, {"http", "https"});
    warn(fmt::format("\"{}\" is not a scheme that can be called", scheme), "/provider/url",
         meant.empty() ? "use http or https" : meant);
  }

  void check_method() {
    static const std::vector<std::string> kMethods = {"GET",  "POST",    "PUT",   "DELETE", "PATCH",
                                                      "HEAD", "OPTIONS", "TRACE", "CONNECT"};
    const std::string* method = text("method");
    if (method == nullptr) return;
    std::string name = *method;
    for (char& c : name)
      c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (std::ranges::find(kMethods, name) != kMethods.end()) return;
    // Servers may have methods of their own, but hardly any that look like these.
    const std::string meant = os::did_you_mean(name, kMethods);
    warn(fmt::format("\"{}\" is not a standard HTTP method", *method), "/provider/method",
         meant.empty() ? "use GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS" : meant);
  }

  /// One number, or one for connecting and one for reading.
  void check_http_timeout() {
    const Json* timeout = find(provider_, "timeout");
    if (timeout == nullptr) return;
    if (!timeout->is_array()) return check_seconds(*timeout, "/provider/timeout");
    for (std::size_t i = 0; i < timeout->size(); ++i)
      check_seconds((*timeout)[i], fmt::format("/provider/timeout/{}", i));
  }

  void check_seconds(const Json& seconds, const std::string& where) {
    if (seconds.is_string() && !is_filled_in(seconds.get_ref<const std::string&>())) {
      warn("this timeout is a string, so the request cannot be made", where,
           "write a number of seconds, without quotes");
    } else if (seconds.is_number() && seconds.get<double>() <= 0) {
      warn("this timeout is not greater than 0, so the request cannot be made", where,
           "write a number of seconds greater than 0, or leave it out");
    }
  }

  const Json& activity_;
  const Json& provider_;
  const std::string pointer_;
  std::vector<Diagnostic>& warnings_;
};

}  // namespace

void warn_about_providers(const Json& experiment, std::vector<Diagnostic>& warnings) {
  for_each_activity(experiment, [&warnings](const Json& activity, const std::string& pointer) {
    const Json* provider = find(activity, "provider");
    if (provider != nullptr && provider->is_object())
      ProviderWarnings(activity, *provider, pointer, warnings).find_all();
  });
}

}  // namespace chaos
