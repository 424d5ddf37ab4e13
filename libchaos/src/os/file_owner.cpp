#include "os/file_owner.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

namespace chaos::os {

bool belongs_to_another_user(const std::string& path) {
  struct stat link {};
  struct stat file {};
  if (::lstat(path.c_str(), &link) != 0) return false;
  if (link.st_uid != ::geteuid()) return true;
  return S_ISLNK(link.st_mode) && ::stat(path.c_str(), &file) == 0 && file.st_uid != ::geteuid();
}

void give_to_owner_of(const std::string& other, const std::string& path) {
  if (::geteuid() != 0) return;
  struct stat theirs {};
  if (::stat(other.c_str(), &theirs) != 0 ||
      ::lchown(path.c_str(), theirs.st_uid, theirs.st_gid) != 0) {
    throw std::system_error(errno, std::generic_category(), path);
  }
}

std::string name_of_user(uid_t user) {
  constexpr std::size_t kMost = 1 << 20;
  std::vector<char> texts(1024);
  passwd entry{};
  passwd* found = nullptr;
  while (::getpwuid_r(user, &entry, texts.data(), texts.size(), &found) == ERANGE &&
         texts.size() < kMost)
    texts.resize(texts.size() * 2);
  return found != nullptr ? found->pw_name : "";
}

std::string as_owner_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || info.st_uid == 0) return "as root";
  const std::string name = name_of_user(info.st_uid);
  return fmt::format("as {} or root", name.empty() ? fmt::format("the user {}", info.st_uid)
                                                   : fmt::format("'{}'", name));
}

}  // namespace chaos::os
