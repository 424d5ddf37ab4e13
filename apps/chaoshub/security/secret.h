#pragma once

#include <string>
#include <string_view>

namespace chaos::hub {

/// Random bytes from the system, as 43 characters fit for URLs: a secret of 256 bits.
std::string random_secret();

/// A new identifier: a UUID of version 7. Those of one process sort in the order of their making.
std::string new_id();

/// What is kept of a secret that random_secret() made: its hash (BLAKE2b) in hexadecimal. For
/// passwords, which people choose, it is too fast.
std::string digest_of(std::string_view secret);

/// What is kept of a password: argon2id, with its salt and parameters. Takes a tenth of a second
/// and 64 MiB, on purpose.
std::string hash_password(const std::string& password);
bool is_password(const std::string& password, const std::string& hash);

/// Whether the texts are equal, in a time that does not tell where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace chaos::hub
