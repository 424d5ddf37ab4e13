#pragma once

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace chaos::testing {

/// A file system of that size at `path`, during the object's lifetime.
class SmallDisk {
 public:
  SmallDisk(const std::string& path, const std::string& size) : path_(path) {
    std::filesystem::create_directory(path);
    mounted_ = ::mount("tmpfs", path.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    if (!mounted_) reason_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Leaves no room for another byte.
  void fill() const {
    std::ofstream file(path_ + "/fill", std::ios::binary);
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  /// Frees the space again.
  void clear() const { std::filesystem::remove(path_ + "/fill"); }
  bool make_read_only() const {
    return ::mount(nullptr, path_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  }

  bool mounted() const { return mounted_; }
  const std::string& reason() const { return reason_; }

 private:
  std::string path_;
  bool mounted_ = false;
  std::string reason_;
};

/// Skips the test if the disk could not be mounted, unless everything is required to run.
#define REQUIRE_OR_SKIP(disk)                                                        \
  if (!(disk).mounted()) {                                                           \
    const char* all = std::getenv("CHAOS_REQUIRE_FULL");                             \
    ASSERT_FALSE(all != nullptr && std::string_view(all) == "1") << (disk).reason(); \
    GTEST_SKIP() << "cannot mount a small disk: " << (disk).reason();                \
  }

}  // namespace chaos::testing
