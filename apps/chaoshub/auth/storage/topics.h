#pragma once

namespace chaos::hub::auth {

// What the auth service announces.

/// Whom a token or a session identifies has changed. `subject`: the account's identifier.
inline constexpr const char* kAccountChanged = "account";

}  // namespace chaos::hub::auth
