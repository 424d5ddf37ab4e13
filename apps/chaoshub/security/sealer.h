#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

/// Hands texts to browsers that they keep for us and can neither read nor change: XSalsa20-Poly1305
/// with a random nonce. Safe to use from any thread.
class Sealer {
 public:
  /// `purpose` keeps what is sealed for one thing from being good for another.
  Sealer(std::string_view key, std::string_view purpose);

  /// Fit for a cookie's value.
  std::string seal(std::string_view text) const;
  /// Nothing for what was not sealed with this key for this purpose.
  std::optional<std::string> open(std::string_view sealed) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace chaos::hub
