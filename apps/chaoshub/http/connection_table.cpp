#include "http/connection_table.h"

#include <algorithm>

namespace chaos::hub::http {

ConnectionTable::Slot::Slot(ConnectionTable& table, const std::string& address)
    : table_(table), address_(address), replaceable_(table.replaceable_.end()) {}

ConnectionTable::Slot::~Slot() {
  const std::lock_guard lock(table_.mutex_);
  if (replaceable_ != table_.replaceable_.end()) table_.replaceable_.erase(replaceable_);
  table_.all_.erase(this);
  if (const auto count = table_.count_.find(address_); --count->second == 0)
    table_.count_.erase(count);
  if (table_.all_.empty()) table_.empty_.notify_all();
}

void ConnectionTable::Slot::belongs_to(const std::weak_ptr<Closable>& connection) {
  const std::lock_guard lock(table_.mutex_);
  connection_ = connection;
}

void ConnectionTable::Slot::set_replaceable(bool replaceable) {
  const std::lock_guard lock(table_.mutex_);
  auto& list = table_.replaceable_;
  const bool is_replaceable = replaceable_ != list.end();
  if (replaceable == is_replaceable) return;
  if (replaceable) {
    replaceable_ = list.insert(list.end(), this);
  } else {
    list.erase(replaceable_);
    replaceable_ = list.end();
  }
}

std::shared_ptr<ConnectionTable::Slot> ConnectionTable::add(const std::string& address) {
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    const auto count = count_.find(address);
    if (per_address_ != 0 && count != count_.end() && count->second >= per_address_) return nullptr;
    full = all_.size() >= most_;
  }
  if (full && !close_one()) return nullptr;
  auto slot = std::make_shared<Slot>(*this, address);
  const std::lock_guard lock(mutex_);
  all_.insert(slot.get());
  ++count_[address];
  return slot;
}

bool ConnectionTable::close_one() {
  std::shared_ptr<Closable> connection;
  {
    const std::lock_guard lock(mutex_);
    if (replaceable_.empty()) return false;
    Slot* slot = replaceable_.front();
    replaceable_.pop_front();
    slot->replaceable_ = replaceable_.end();
    connection = slot->connection_.lock();
  }
  if (connection != nullptr) connection->abort();
  return true;
}

std::vector<std::shared_ptr<Closable>> ConnectionTable::connections() const {
  std::vector<std::shared_ptr<Closable>> connections;
  const std::lock_guard lock(mutex_);
  for (const Slot* slot : all_)
    if (auto connection = slot->connection_.lock()) connections.push_back(std::move(connection));
  return connections;
}

void ConnectionTable::finish_all(std::chrono::steady_clock::duration patience) {
  const auto is_empty = [this] { return all_.empty(); };
  for (const auto& connection : connections())
    connection->finish();
  {
    std::unique_lock lock(mutex_);
    if (empty_.wait_for(lock, patience, is_empty)) return;
  }
  for (const auto& connection : connections())
    connection->abort();
  std::unique_lock lock(mutex_);
  empty_.wait(lock, is_empty);
}

std::size_t ConnectionTable::size() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

}  // namespace chaos::hub::http
