#pragma once

#include <map>
#include <string>

namespace chaos::hub::http {

/// A form that was sent and not carried out, because the session of who sent it had ended. The
/// browser keeps it until they have signed in again; nothing is done before they send it again.
struct Draft {
  std::string form;    ///< its id
  std::string action;  ///< the address that it was sent to
  std::string page;    ///< the address of the page that it is on
  std::map<std::string, std::string> fields;
};

}  // namespace chaos::hub::http
