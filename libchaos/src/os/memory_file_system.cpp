#include "os/memory_file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace chaos::os {
namespace {

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

template <class File>
FileIdentity identity_of(const std::shared_ptr<File>& file) {
  return {.device = 1, .inode = reinterpret_cast<std::uintptr_t>(file.get())};
}

}  // namespace

class MemoryFileSystem::OpenFile final : public AppendFile {
 public:
  OpenFile(MemoryFileSystem& files, std::string path, std::shared_ptr<File> file)
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

  LockResult try_lock() override {
    const std::lock_guard lock(files_.mutex_);
    if (!files_.locks_) return LockResult::kUnsupported;
    if (file_->holder != nullptr && file_->holder != this) return LockResult::kHeldElsewhere;
    file_->holder = this;
    return LockResult::kTaken;
  }

  std::string read() override {
    const std::lock_guard lock(files_.mutex_);
    return file_->content;
  }

  std::uint64_t size() override {
    const std::lock_guard lock(files_.mutex_);
    return file_->content.size();
  }

  FileIdentity identity() override { return identity_of(file_); }

 private:
  MemoryFileSystem& files_;
  std::string path_;  // the path when it was opened; the file may have been renamed since
  std::shared_ptr<File> file_;
};

void MemoryFileSystem::reboot(std::size_t surviving) {
  const std::lock_guard lock(mutex_);
  std::erase_if(files_, [](const auto& entry) { return !entry.second->synced; });
  for (auto& [path, file] : files_) {
    file->content.resize(std::min(file->content.size(), *file->synced + surviving));
    file->synced = file->content.size();
  }
}

void MemoryFileSystem::set_free_space(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  free_space_ = bytes;
}

void MemoryFileSystem::fail_call(std::size_t successes, int error) {
  const std::lock_guard lock(mutex_);
  failing_call_ = calls_ + successes;
  failure_ = error;
}

void MemoryFileSystem::forbid_locks() {
  const std::lock_guard lock(mutex_);
  locks_ = false;
}

std::size_t MemoryFileSystem::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::optional<std::string> MemoryFileSystem::content(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(path);
  if (file == files_.end()) return std::nullopt;
  return file->second->content;
}

void MemoryFileSystem::set_content(const std::string& path, std::string content) {
  const std::lock_guard lock(mutex_);
  const std::size_t size = content.size();
  files_[path] = std::make_shared<File>(File{.content = std::move(content), .synced = size});
}

std::string MemoryFileSystem::read(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  return existing(path)->content;
}

bool MemoryFileSystem::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  return files_.contains(path);
}

std::unique_ptr<AppendFile> MemoryFileSystem::create_append(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  const auto [entry, created] = files_.try_emplace(path, std::make_shared<File>());
  if (!created) fail(EEXIST, path);
  return std::make_unique<OpenFile>(*this, path, entry->second);
}

std::unique_ptr<AppendFile> MemoryFileSystem::open_append(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  return std::make_unique<OpenFile>(*this, path, existing(path));
}

bool MemoryFileSystem::is_locked(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return existing(path)->holder != nullptr;
}

std::optional<FileIdentity> MemoryFileSystem::identity(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(path);
  if (file == files_.end()) return std::nullopt;
  return identity_of(file->second);
}

std::string MemoryFileSystem::version(const std::string& path) {
  return content(path).value_or("");
}

void MemoryFileSystem::write_atomically(const std::string& path, std::string_view content) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  if (free_space_ && *free_space_ < content.size()) fail(ENOSPC, path);
  take_space(content.size());
  files_[path] =
      std::make_shared<File>(File{.content = std::string(content), .synced = content.size()});
}

Displaced MemoryFileSystem::write_displacing(const std::string& path, std::string_view content,
                                             const std::string& displaced) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  if (files_.contains(displaced)) fail(EEXIST, displaced);
  if (free_space_ && *free_space_ < content.size()) fail(ENOSPC, path);
  take_space(content.size());
  auto written =
      std::make_shared<File>(File{.content = std::string(content), .synced = content.size()});
  const auto file = files_.find(path);
  if (file == files_.end()) {
    files_.emplace(path, std::move(written));
    return Displaced::kNothing;
  }
  std::swap(file->second, written);
  files_.emplace(displaced, std::move(written));
  return Displaced::kMoved;
}

void MemoryFileSystem::write_private(const std::string& path, std::string_view content) {
  write_atomically(path, content);
}

void MemoryFileSystem::make_directories(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
}

void MemoryFileSystem::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  begin_call(from);
  std::shared_ptr<File> file = existing(from);
  files_.erase(from);
  files_[to] = std::move(file);
}

void MemoryFileSystem::rename_new(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  begin_call(from);
  if (files_.contains(to)) fail(EEXIST, to);
  std::shared_ptr<File> file = existing(from);
  files_.erase(from);
  files_[to] = std::move(file);
}

void MemoryFileSystem::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
  existing(path);
  files_.erase(path);
}

void MemoryFileSystem::check_writable(const std::string& path) {
  const std::lock_guard lock(mutex_);
  begin_call(path);
}

void MemoryFileSystem::begin_call(const std::string& path) {
  if (calls_++ != failing_call_) return;
  failing_call_.reset();
  fail(failure_, path);
}

const std::shared_ptr<MemoryFileSystem::File>& MemoryFileSystem::existing(const std::string& path) {
  const auto file = files_.find(path);
  if (file == files_.end()) fail(ENOENT, path);
  return file->second;
}

std::size_t MemoryFileSystem::take_space(std::size_t wanted) {
  if (!free_space_) return wanted;
  const std::size_t given = std::min(wanted, *free_space_);
  *free_space_ -= given;
  return given;
}

}  // namespace chaos::os
