#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace chaos::hub::http {

/// How the table controls a connection. Called from any thread, but never while the table is
/// locked.
class Closable {
 public:
  virtual ~Closable() = default;
  /// Close once the current request has been answered.
  virtual void finish() = 0;
  /// Close now.
  virtual void abort() = 0;
};

/// All connections of a server, with limits on their total number and on those from one address.
/// When the table is full, a new connection replaces the one that has waited longest without being
/// identified, so that people get through even if somebody holds thousands of connections open.
/// Safe to use from any thread.
class ConnectionTable {
 public:
  /// `per_address`: 0 for no limit.
  ConnectionTable(std::size_t most, std::size_t per_address)
      : most_(most), per_address_(per_address) {}

  /// A connection's slot in the table, held as long as the connection exists. Must not outlive the
  /// table.
  class Slot {
   public:
    Slot(ConnectionTable& table, const std::string& address);
    ~Slot();
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    /// Sets whom the table tells to close. A connection passes its slot on to whatever takes over
    /// its socket.
    void belongs_to(const std::weak_ptr<Closable>& connection);
    /// Whether a new connection may take this slot because no known caller is waiting for it.
    void set_replaceable(bool replaceable);

   private:
    friend class ConnectionTable;

    ConnectionTable& table_;
    const std::string address_;
    std::weak_ptr<Closable> connection_;  // guarded by the table's mutex
    std::list<Slot*>::iterator
        replaceable_;  // position in the table's list, or its end; guarded likewise
  };

  /// A slot for a connection from that address; nullptr if none is free.
  std::shared_ptr<Slot> add(const std::string& address);
  /// Closes the connection that has been replaceable longest; false if there is none.
  bool close_one();

  /// Lets all connections finish, and aborts those still open after `patience`. Returns when none
  /// are left. No connection may be added meanwhile.
  void finish_all(std::chrono::steady_clock::duration patience);

  std::size_t size() const;

 private:
  std::vector<std::shared_ptr<Closable>> connections() const;

  const std::size_t most_;
  const std::size_t per_address_;
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::set<Slot*> all_;                       // guarded by mutex_
  std::list<Slot*> replaceable_;              // longest waiting first; guarded by mutex_
  std::map<std::string, std::size_t> count_;  // by address; guarded by mutex_
};

}  // namespace chaos::hub::http
