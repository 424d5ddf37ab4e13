#pragma once

#include <map>
#include <string>

namespace chaos::hub::http {

/// A form that was sent after its sender's session had ended, and so was not processed. The browser
/// keeps it until they have signed in again; nothing happens until they send it again.
struct Draft {
  std::string form;    ///< its id
  std::string action;  ///< the URL it was sent to
  std::string page;    ///< the URL of the page that contains it
  std::map<std::string, std::string> fields;
};

}  // namespace chaos::hub::http
