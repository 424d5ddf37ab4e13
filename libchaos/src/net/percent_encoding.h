#pragma once

#include <string>
#include <string_view>

namespace chaos::net {

enum class UrlPart { kUserInfo, kPath, kQuery };

/// `text` with every character encoded that is illegal in that part of a URL. Existing escapes are
/// kept, but only if every "%" in the text starts one; otherwise, each "%" is encoded, too.
std::string encode_illegal(std::string_view text, UrlPart part);

/// A whole URL with needless escapes ("%7E") decoded and illegal characters encoded. If it contains
/// something like "%zz", every "%" is encoded.
std::string requote(std::string_view url);

/// `text` as Python's urllib.parse.quote encodes it: slashes are kept.
std::string encode_path(std::string_view text);

/// `text` with every escape decoded; anything else is unchanged.
std::string percent_decode(std::string_view text);

}  // namespace chaos::net
