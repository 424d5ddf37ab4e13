#include "security/role.h"

namespace chaos::hub {

std::string_view to_text(Role role) {
  switch (role) {
    case Role::kViewer:
      return "viewer";
    case Role::kMember:
      return "member";
    case Role::kOwner:
      return "owner";
    case Role::kNone:
      break;
  }
  return "";
}

Role role_named(std::string_view name) {
  for (const Role role : {Role::kViewer, Role::kMember, Role::kOwner})
    if (to_text(role) == name) return role;
  return Role::kNone;
}

std::string_view to_text(Scope scope) {
  switch (scope) {
    case Scope::kRead:
      return "read";
    case Scope::kWrite:
      return "write";
    case Scope::kAdmin:
      break;
  }
  return "admin";
}

}  // namespace chaos::hub
