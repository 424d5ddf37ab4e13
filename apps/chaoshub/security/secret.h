#pragma once

#include <string>
#include <string_view>

namespace chaos::hub {

/// A 256-bit random secret as 43 URL-safe characters.
std::string random_secret();

/// A new identifier: a version 7 UUID. Those created by one process sort in order of creation.
std::string new_id();

/// What is stored of a secret from random_secret(): its hash (BLAKE2b) in hexadecimal. Too fast for
/// passwords, which people choose.
std::string digest_of(std::string_view secret);

/// What is stored of a password: argon2id, with its salt and parameters. Deliberately takes a tenth
/// of a second and 64 MiB.
std::string hash_password(const std::string& password);
bool is_password(const std::string& password, const std::string& hash);

/// Whether the strings are equal, in a time that doesn't reveal where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace chaos::hub
