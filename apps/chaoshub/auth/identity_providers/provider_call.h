#pragma once

#include <string>
#include <utility>
#include <vector>

#include "chaos/deadline.h"
#include "chaos/json.h"

namespace chaos::hub::auth {

/// Fields of a form or query, in order.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=x+y"
std::string form_of(const Fields& fields);
/// The URL with the fields added to its query.
std::string with_query(const std::string& url, const Fields& fields);

/// Calls a provider, with a total time limit of a few seconds, because someone is waiting in a
/// browser. Throws ProviderFailed, whose text contains the URL and the error, but nothing of the
/// request or the response.
class ProviderCall {
 public:
  ProviderCall();

  /// `token`: the access token of the person; "" for none.
  Json get(const std::string& url, const std::string& token = "") const;
  /// `authorization`: the header's value; "" for none.
  Json post(const std::string& url, const Fields& form, const std::string& authorization) const;

 private:
  Deadline deadline_;
};

/// The member if it is a string, else "".
std::string text_in(const Json& object, const std::string& key);

}  // namespace chaos::hub::auth
