#include "security/key.h"

#include "os/file.h"
#include "security/secret.h"

namespace chaos::hub {

std::string security_key(const std::string& directory) {
  auto& files = os::FileSystem::real();
  const std::string path = directory + "/key";
  if (!files.exists(path)) {
    files.make_directories(directory);
    files.write_private(path, random_secret());
  }
  return files.read(path);
}

}  // namespace chaos::hub
