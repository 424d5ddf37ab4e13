#include "os/print.h"

namespace chaos::os {

void print_if_possible(std::FILE* stream, std::string_view text) noexcept {
  [[maybe_unused]] const std::size_t written = std::fwrite(text.data(), 1, text.size(), stream);
}

}  // namespace chaos::os
