#include "os/temporary_directory.h"

#include <filesystem>
#include <system_error>

namespace chaos::os {

std::string temporary_directory() {
  std::error_code error;
  const auto directory = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : directory.string();
}

}  // namespace chaos::os
