#pragma once

namespace chaos::hub::auth {

// The topics that the auth service announces.

/// The owner of a token or session has changed. `subject`: the account's identifier.
inline constexpr const char* kAccountChanged = "account";

}  // namespace chaos::hub::auth
