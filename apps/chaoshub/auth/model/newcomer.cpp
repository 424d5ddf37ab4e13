#include "auth/model/newcomer.h"

#include <algorithm>
#include <cctype>

#include "auth/model/accounts.h"

namespace chaos::hub::auth {
namespace {

bool is_plain(unsigned char c) {
  return c < 0x80 && std::isalnum(c) != 0;
}

bool is_allowed(unsigned char c) {
  return is_plain(c) || c == '-' || c == '.' || c == '_';
}

}  // namespace

bool may_join(const ProviderIdentity& person, const std::vector<std::string>& allow) {
  if (std::ranges::find(allow, "*") != allow.end()) return true;
  const auto at = person.email.rfind('@');
  if (at == std::string::npos) return false;
  std::string domain = person.email.substr(at + 1);
  std::ranges::transform(domain, domain.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(allow, domain) != allow.end();
}

std::string account_name_for(const ProviderIdentity& person, int number) {
  std::string name;
  const std::string& wish =
      person.name.empty() ? person.email.substr(0, person.email.find('@')) : person.name;
  for (const char c : wish) {
    if (is_allowed(static_cast<unsigned char>(c)))
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  const auto begin = std::ranges::find_if(name, is_plain);
  name.erase(name.begin(), begin);
  const std::string end = number == 1 ? "" : "-" + std::to_string(number);
  name.resize(std::min(name.size(), Accounts::kLongestName - end.size()));
  while (!name.empty() && !is_plain(static_cast<unsigned char>(name.back())))
    name.pop_back();
  return (name.empty() ? "somebody" : name) + end;
}

}  // namespace chaos::hub::auth
