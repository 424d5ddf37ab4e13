#pragma once

#include <string>
#include <string_view>

namespace chaos::net {

enum class UrlPart { kUserInfo, kPath, kQuery };

/// `text` with every character encoded that is illegal in that part of a URL. Existing escapes are
/// kept, but only when every "%" of the text starts one; else each "%" is text and encoded, too.
std::string encode_illegal(std::string_view text, UrlPart part);

/// A whole URL with needless escapes ("%7E") undone and illegal characters encoded. When it holds
/// something like "%zz", every "%" is encoded.
std::string requote(std::string_view url);

/// `text` as Python's urllib.parse.quote encodes it: slashes are kept.
std::string encode_path(std::string_view text);

/// `text` with every escape decoded; anything else is unchanged.
std::string percent_decode(std::string_view text);

}  // namespace chaos::net
