#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "security/principal.h"

namespace chaos::testing {

/// A route, and who may call it.
struct Row {
  std::string method;
  std::string pattern;
  std::string callers;  // "anyone", "people", "both" people and agents
  std::string need;     // "-" for no role
  std::string scope;
  std::set<std::string> notes;

  bool is(const std::string& note) const { return notes.contains(note); }
  bool removes() const { return method == "DELETE" || is("removes"); }
};

enum class Standing { kElsewhere, kOrganization, kViewer, kMember, kOwner };

/// Who calls.
struct Who {
  std::string name;
  std::string token = {};  // "" for nobody, and for a service
  bool is_valid = true;    // the token
  std::optional<hub::PrincipalKind> kind = {};
  std::set<hub::Scope> scopes = {};
  Standing standing = Standing::kElsewhere;
  bool is_administrator = false;
  bool is_ada = false;
};

inline constexpr std::array kScopes = {hub::Scope::kRead, hub::Scope::kWrite, hub::Scope::kAdmin};
inline const std::set<hub::Scope> kAllScopes(kScopes.begin(), kScopes.end());

/// The rows for all routes; see access_table.cpp for the format.
std::vector<Row> rows();

/// The status of the refusal, or "ok" if they are let through.
std::string expected(const Row& row, const Who& who);

}  // namespace chaos::testing
