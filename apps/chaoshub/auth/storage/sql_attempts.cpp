#include "auth/storage/sql_attempts.h"

#include "storage/statement.h"

namespace chaos::hub::auth {
namespace {

using storage::Columns;
using storage::execute;
using storage::select;
using storage::select_one;

/// The keys that attempts are counted by.
struct Keys {
  std::string pair;
  std::string account;
  std::string network;
};

Keys keys_of(const SignInAttempt& attempt) {
  return {.pair = "pair " + attempt.network + " " + attempt.account,
          .account = "account " + attempt.account,
          .network = "network " + attempt.network};
}

/// The number of attempts so far with this key, including this one.
int count(soci::session& session, const std::string& key, Time now) {
  const auto counted = select_one(
      session,
      "INSERT INTO sign_in_attempt (key, number, first) VALUES (:key, 1, :now)"
      " ON CONFLICT (key) DO UPDATE SET number = sign_in_attempt.number + 1 RETURNING number",
      [](Columns& row) { return static_cast<int>(row.number()); }, key, now);
  return counted.value_or(0);
}

bool is_known(soci::session& session, const Keys& keys) {
  const auto found = select(
      session, "SELECT pair FROM sign_in_place WHERE pair = :pair",
      [](Columns& row) { return row.text(); }, keys.pair);
  return !found.empty();
}

}  // namespace

bool SqlAttempts::begin(const SignInAttempt& attempt, Time now) {
  const Keys keys = keys_of(attempt);
  return database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM sign_in_attempt WHERE first <= :then", now - kWindow);
    execute(session, "DELETE FROM sign_in_place WHERE last <= :then", now - kMemory);
    if (count(session, keys.pair, now) > kMostFromOnePlace) return false;
    if (is_known(session, keys)) return true;
    const bool account = count(session, keys.account, now) <= kMostInAll;
    const bool network = count(session, keys.network, now) <= kMostInAll;
    return account && network;
  });
}

void SqlAttempts::succeed(const SignInAttempt& attempt, Time now) {
  const Keys keys = keys_of(attempt);
  database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM sign_in_attempt WHERE key = :pair", keys.pair);
    if (!is_known(session, keys))
      for (const std::string& key : {keys.account, keys.network})
        execute(session, "UPDATE sign_in_attempt SET number = number - 1 WHERE key = :key", key);
    execute(session,
            "INSERT INTO sign_in_place (pair, last) VALUES (:pair, :now)"
            " ON CONFLICT (pair) DO UPDATE SET last = excluded.last",
            keys.pair, now);
  });
}

}  // namespace chaos::hub::auth
