#include "support/fake_file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace chaos::testing {
namespace {

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

template <class File>
os::FileIdentity identity_of(const std::shared_ptr<File>& file) {
  return {.device = 1, .inode = reinterpret_cast<std::uintptr_t>(file.get())};
}

}  // namespace

class FakeFileSystem::OpenFile final : public os::AppendFile {
 public:
  OpenFile(FakeFileSystem& files, std::string path, std::shared_ptr<File> file)
      : files_(files), path_(std::move(path)), file_(std::move(file)) {}

  ~OpenFile() override {
    const std::lock_guard lock(files_.mutex_);
    if (file_->holder == this) file_->holder = nullptr;
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void append(std::string_view bytes) override {
    const std::lock_guard lock(files_.mutex_);
    files_.begin_call(path_);
    const std::size_t fitting = files_.take_space(bytes.size());
    file_->content += bytes.substr(0, fitting);
    if (fitting < bytes.size()) fail(ENOSPC, path_);
  }

  void sync() override {
    const std::lock_guard lock(files_.mutex_);
    files_.begin_call(path_);
    file_->synced = file_->content.size();
  }

  os::LockResult try_lock() override {
    const std::lock_guard lock(files_.mutex_);
    if (!files_.locks_) return os::LockResult::kUnsupported;
    if (file_->holder != nullptr && file_->holder != this) return os::LockResult::kHeldElsewhere;
    file_->holder = this;
    return os::LockResult::kTaken;
  }

  std::string read() override {
    const std::lock_guard lock(files_.mutex_);
    return file_->content;
  }

  std::uint64_t size() override {
    const std::lock_guard lock(files_.mutex_);
    return file_->content.size();
  }

  os::FileIdentity identity() override { return identity_of(file_); }

 private:
  FakeFileSystem& files_;
  std::string path_;  // as it was opened; the file may have been renamed since
  std::shared_ptr<File> file_;
};

void FakeFileSystem::reboot(std::size_t surviving) {
  const std::lock_guard lock(mutex_);
  std::erase_if(files_, [](const auto& entry) { return !entry.second->synced; });
  for (auto& [path, file] : files_) {
    file->content.resize(std::min(file->content.size(), *file->synced + surviving));
    file->synced = file->content.size();
  }
}

void FakeFileSystem::set_free_space(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  free_space_ = bytes;
}

void FakeFileSystem::fail_call(std::size_t successes, int error) {
  const std::lock_guard lock(mutex_);
  failing_call_ = calls_ + successes;
  failure_ = error;
}

void FakeFileSystem::forbid_locks() {
  const std::lock_guard lock(mutex_);
  locks_ = false;
}

std::size_t FakeFileSystem::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::optional<std::string> FakeFileSystem::content(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(path);
  if (file == files_.end()) return std::nullopt;
  return file->second->content;
}

void FakeFileSystem::set_content(const std::string& path, std::string content) {
  const std::lock_guard lock(mutex_);
  const std::size_t size = content.size();
  files_[path] = std::make_shared<File>(File{.content = std::move(content), .synced = size});
}

std::string FakeFileSystem::read(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  return existing(path)->content;
}

bool FakeFileSystem::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  return files_.contains(path);
}

std::unique_ptr<os::AppendFile> FakeFileSystem::create_append(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  const auto [entry, created] = files_.try_emplace(path, std::make_shared<File>());
  if (!created) fail(EEXIST, path);
  return std::make_unique<OpenFile>(*this, path, entry->second);
}

std::unique_ptr<os::AppendFile> FakeFileSystem::open_append(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  return std::make_unique<OpenFile>(*this, path, existing(path));
}

bool FakeFileSystem::is_locked(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return existing(path)->holder != nullptr;
}

std::optional<os::FileIdentity> FakeFileSystem::identity(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(path);
  if (file == files_.end()) return std::nullopt;
  return identity_of(file->second);
}

std::string FakeFileSystem::version(const std::string& path) {
  return content(path).value_or("");
}

void FakeFileSystem::write_atomically(const std::string& path, std::string_view content) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  if (free_space_ && *free_space_ < content.size()) fail(ENOSPC, path);
  take_space(content.size());
  files_[path] = std::make_shared<File>(File{.content = std::string(content), .synced = content.size()});
}

void FakeFileSystem::write_private(const std::string& path, std::string_view content) {
  write_atomically(path, content);
}

void FakeFileSystem::make_directories(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
}

void FakeFileSystem::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  begin_call(from);
  std::shared_ptr<File> file = existing(from);
  files_.erase(from);
  files_[to] = std::move(file);
}

void FakeFileSystem::rename_new(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  begin_call(from);
  if (files_.contains(to)) fail(EEXIST, to);
  std::shared_ptr<File> file = existing(from);
  files_.erase(from);
  files_[to] = std::move(file);
}

void FakeFileSystem::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  existing(path);
  files_.erase(path);
}

void FakeFileSystem::check_writable(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
}

void FakeFileSystem::begin_call(const std::string& path) {
  if (calls_++ != failing_call_) return;
  failing_call_.reset();
  fail(failure_, path);
}

const std::shared_ptr<FakeFileSystem::File>& FakeFileSystem::existing(const std::string& path) {
  const auto file = files_.find(path);
  if (file == files_.end()) fail(ENOENT, path);
  return file->second;
}

std::size_t FakeFileSystem::take_space(std::size_t wanted) {
  if (!free_space_) return wanted;
  const std::size_t given = std::min(wanted, *free_space_);
  *free_space_ -= given;
  return given;
}

}  // namespace chaos::testing
