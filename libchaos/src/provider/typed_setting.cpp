#include "provider/typed_setting.h"

#include <strings.h>

#include <string>

namespace chaos {

Json number_in(const Json& value) {
  if (!value.is_string()) return value;
  const Json number =
      Json::parse(value.get_ref<const std::string&>(), nullptr, /*allow_exceptions=*/false);
  return number.is_number() ? number : value;
}

Json boolean_in(const Json& value) {
  if (!value.is_string()) return value;
  const char* text = value.get_ref<const std::string&>().c_str();
  if (::strcasecmp(text, "true") == 0) return true;
  if (::strcasecmp(text, "false") == 0) return false;
  return value;
}

}  // namespace chaos
