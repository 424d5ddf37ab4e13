#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

/// Encrypts values that browsers keep for us and can neither read nor change: XSalsa20-Poly1305
/// with a random nonce. Safe to use from any thread.
class Sealer {
 public:
  /// Values sealed for one `purpose` cannot be opened for another.
  Sealer(std::string_view key, std::string_view purpose);

  /// The result can be used as a cookie's value.
  std::string seal(std::string_view text) const;
  /// Nothing if the value was not sealed with this key for this purpose.
  std::optional<std::string> open(std::string_view sealed) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace chaos::hub
