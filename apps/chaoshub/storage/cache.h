#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace chaos::hub::storage {

/// A key of several parts. Different parts always give different keys, whatever clients put in
/// them.
inline std::string cache_key(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts)
    key.append(std::to_string(part.size())).append(":").append(part);
  return key;
}

/// How often a cache had the value, and how often it did not.
struct CacheCounts {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
};

/// An LRU cache of values read from a database. Each value belongs to a group, such as an account;
/// when something in the group changes, all of its values are dropped, including those being read
/// at that moment. Safe to use from any thread.
template <typename Value>
class Cache {
 public:
  explicit Cache(std::size_t most) : most_(most) {}

  /// The value for the key, from `load` if it is not cached. A value whose `group_of(value)` is ""
  /// is not cached; one for which `is_usable` is false is loaded again.
  template <typename Load, typename GroupOf, typename IsUsable>
  Value get(const std::string& key, const Load& load, const GroupOf& group_of,
            const IsUsable& is_usable) {
    Generations before;
    {
      const std::lock_guard lock(mutex_);
      const auto found = by_key_.find(key);
      if (found != by_key_.end() && is_usable(found->second->value)) {
        entries_.splice(entries_.begin(), entries_, found->second);
        ++hits_;
        return found->second->value;
      }
      before = generations_;
    }
    ++misses_;
    Value value = load();
    put(key, group_of(value), value, before);
    return value;
  }

  template <typename Load, typename GroupOf>
  Value get(const std::string& key, const Load& load, const GroupOf& group_of) {
    return get(key, load, group_of, [](const Value&) { return true; });
  }

  void forget(const std::string& group) {
    const std::lock_guard lock(mutex_);
    ++generations_[stripe_of(group)];
    const auto found = keys_.find(group);
    if (found == keys_.end()) return;
    for (const std::string& key : found->second) {
      const auto entry = by_key_.find(key);
      entries_.erase(entry->second);
      by_key_.erase(entry);
    }
    keys_.erase(found);
  }

  /// Updates all values of the group in place with `change(value)`, and drops those for which it
  /// returns false.
  template <typename Change>
  void change(const std::string& group, const Change& change) {
    const std::lock_guard lock(mutex_);
    ++generations_[stripe_of(group)];
    const auto found = keys_.find(group);
    if (found == keys_.end()) return;
    const std::vector<std::string> keys(found->second.begin(), found->second.end());
    for (const std::string& key : keys)
      if (const auto entry = by_key_.at(key); !change(entry->value)) remove(entry);
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    for (std::uint64_t& generation : generations_)
      ++generation;
    entries_.clear();
    by_key_.clear();
    keys_.clear();
  }

  CacheCounts counts() const { return {.hits = hits_, .misses = misses_}; }

 private:
  struct Entry {
    std::string key;
    std::string group;
    Value value;
  };
  using Entries = std::list<Entry>;
  /// Counts invalidations, by the hash of the group.
  using Generations = std::array<std::uint64_t, 64>;

  static std::size_t stripe_of(const std::string& group) {
    return std::hash<std::string>{}(group) % std::tuple_size_v<Generations>;
  }

  void put(const std::string& key, const std::string& group, const Value& value,
           const Generations& before) {
    if (group.empty()) return;
    const std::lock_guard lock(mutex_);
    const std::size_t stripe = stripe_of(group);
    if (generations_[stripe] != before[stripe]) return;  // it changed while it was being read
    if (const auto found = by_key_.find(key); found != by_key_.end()) remove(found->second);
    entries_.push_front({.key = key, .group = group, .value = value});
    by_key_[key] = entries_.begin();
    keys_[group].insert(key);
    if (entries_.size() > most_) remove(std::prev(entries_.end()));
  }

  void remove(typename Entries::iterator entry) {
    const auto group = keys_.find(entry->group);
    group->second.erase(entry->key);
    if (group->second.empty()) keys_.erase(group);
    by_key_.erase(entry->key);
    entries_.erase(entry);
  }

  const std::size_t most_;
  std::atomic<std::uint64_t> hits_ = 0;
  std::atomic<std::uint64_t> misses_ = 0;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  Entries entries_;  ///< most recently used first
  std::unordered_map<std::string, typename Entries::iterator> by_key_;
  std::unordered_map<std::string, std::unordered_set<std::string>> keys_;  ///< of each group
  Generations generations_{};
};

}  // namespace chaos::hub::storage
