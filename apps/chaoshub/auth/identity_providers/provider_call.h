#pragma once

#include <string>
#include <utility>
#include <vector>

#include "chaos/deadline.h"
#include "chaos/json.h"

namespace chaos::hub::auth {

/// Fields of a form or a query, in their order.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=x+y"
std::string form_of(const Fields& fields);
/// The address with the fields added to its query.
std::string with_query(const std::string& url, const Fields& fields);

/// Asks a provider, all within a few seconds: somebody waits before his browser. Throws
/// ProviderFailed, whose text names the address and what went wrong, never what was sent or
/// answered.
class ProviderCall {
 public:
  ProviderCall();

  /// `token`: of the person that is asked about; "" for none.
  Json get(const std::string& url, const std::string& token = "") const;
  /// `authorization`: the header's value; "" for none.
  Json post(const std::string& url, const Fields& form, const std::string& authorization) const;

 private:
  Deadline deadline_;
};

/// The member when it is a text; "" else.
std::string text_in(const Json& object, const std::string& key);

}  // namespace chaos::hub::auth
