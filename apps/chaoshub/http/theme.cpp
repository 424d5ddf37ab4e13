#include "http/theme.h"

namespace chaos::hub::http {

std::string theme_named(const std::string& text) {
  return text == "light" || text == "dark" ? text : "";
}

std::string theme_of(const Request& request) {
  return theme_named(request.cookie(kThemeCookie));
}

}  // namespace chaos::hub::http
