#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaos::hub::storage {

/// Tells all processes of a hub that something was changed. What does not matter is "".
struct Announcement {
  std::int64_t id = 0;  ///< grows in the order in which others see the changes; 0 until it is kept
  std::string topic;    ///< what kind of thing was changed, a word of the service's own
  std::string organization = {};
  std::string team = {};
  std::string subject = {};  ///< the identifier of what was changed
};

/// What a transaction announces, in the order in which it was added.
class Announcements {
 public:
  void add(Announcement announcement) { all_.push_back(std::move(announcement)); }
  const std::vector<Announcement>& all() const { return all_; }
  void set_id(std::size_t at, std::int64_t id) { all_[at].id = id; }

 private:
  std::vector<Announcement> all_;
};

/// The topic of what prune_outbox() announces; `subject` is the identifier that it was given.
inline constexpr std::string_view kPruned = "pruned";

/// The identifier up to which it says that announcements were deleted.
std::int64_t pruned_by(const Announcement& announcement);

/// The topic that subscribers are told of when announcements were missed, so that anything
/// remembered may be out of date. It is never stored.
inline constexpr std::string_view kUnknown = "unknown";

/// Keeps the announcements, sets their identifiers, and wakes the other processes once the
/// transaction is committed. To be called right before that, and nothing may be waited for in
/// between: transactions that announce something commit one after the other, so that identifiers
/// appear in their order.
void keep_announcements(soci::session& session, Announcements& announcements);

/// In their order, from the one after `after`.
std::vector<Announcement> announcements_after(soci::session& session, std::int64_t after,
                                              int limit);
/// The identifier of the last one; 0 when there is none.
std::int64_t last_announcement(soci::session& session);

/// The same for PostgreSQL, without reading the table, and with those whose transactions are not
/// committed yet: when it is not greater than what was read, nothing is to be read.
std::int64_t last_numbered_announcement(soci::session& session);

/// Whether one of these says that announcements were deleted that come after `last`.
bool tells_of_missed(std::span<const Announcement> announcements, std::int64_t last);

/// Deletes what was announced up to `last`, and announces that: a reader that has not read so far
/// has missed something.
void prune_outbox(soci::session& session, std::int64_t last, Announcements& announcements);

/// What PostgreSQL notifies the processes by, which have the schema in common.
std::string notification_channel(const std::string& schema);

}  // namespace chaos::hub::storage
