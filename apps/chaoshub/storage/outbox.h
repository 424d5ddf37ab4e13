#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaos::hub::storage {

/// Tells all processes of a hub about a change. Unused fields are "".
struct Announcement {
  std::int64_t id = 0;  ///< increases in the order in which changes become visible; 0 until stored
  std::string topic;    ///< what kind of thing changed, a word of the service's own
  std::string organization = {};
  std::string team = {};
  std::string subject = {};  ///< the identifier of what changed
};

/// The announcements of a transaction, in order.
class Announcements {
 public:
  void add(Announcement announcement) { all_.push_back(std::move(announcement)); }
  const std::vector<Announcement>& all() const { return all_; }
  void set_id(std::size_t at, std::int64_t id) { all_[at].id = id; }

 private:
  std::vector<Announcement> all_;
};

/// The topic of prune_outbox()'s announcement; `subject` is the identifier that was passed to it.
inline constexpr std::string_view kPruned = "pruned";

/// The identifier up to which announcements were deleted.
std::int64_t pruned_by(const Announcement& announcement);

/// The topic for subscribers when announcements were missed, so that anything cached may be out of
/// date. Never stored.
inline constexpr std::string_view kUnknown = "unknown";

/// Stores the announcements, sets their identifiers, and wakes the other processes once the
/// transaction commits. Call this right before the commit, without waiting for anything in between:
/// transactions with announcements commit one at a time, so that identifiers become visible in
/// order.
void keep_announcements(soci::session& session, Announcements& announcements);

/// The announcements after `after`, in order.
std::vector<Announcement> announcements_after(soci::session& session, std::int64_t after,
                                              int limit);
/// The identifier of the last one; 0 if there is none.
std::int64_t last_announcement(soci::session& session);

/// The same for PostgreSQL, without reading the table and including uncommitted ones: if it is not
/// greater than the last one read, there is nothing to read.
std::int64_t last_numbered_announcement(soci::session& session);

/// Whether one of these says that announcements after `last` were deleted.
bool tells_of_missed(std::span<const Announcement> announcements, std::int64_t last);

/// Deletes the announcements up to `last`, and announces that: a reader that has not come this far
/// has missed some.
void prune_outbox(soci::session& session, std::int64_t last, Announcements& announcements);

/// The channel on which PostgreSQL notifies the processes that share the schema.
std::string notification_channel(const std::string& schema);

}  // namespace chaos::hub::storage
