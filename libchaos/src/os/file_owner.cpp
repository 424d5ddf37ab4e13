#include "os/file_owner.h"

#include <sys/stat.h>
#include <unistd.h>

namespace chaos::os {

bool belongs_to_another_user(const std::string& path) {
  struct stat link {};
  struct stat file {};
  if (::lstat(path.c_str(), &link) != 0) return false;
  if (link.st_uid != ::geteuid()) return true;
  return S_ISLNK(link.st_mode) && ::stat(path.c_str(), &file) == 0 && file.st_uid != ::geteuid();
}

}  // namespace chaos::os
