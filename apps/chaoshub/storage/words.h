#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chaos::hub::storage {

/// The maximum length of a stored word; search compares only this much of longer ones.
inline constexpr std::size_t kLongestWord = 64;  // bytes

/// The words of a text as search compares them: letters and digits, in lower case, Latin letters
/// without accents. Invalid UTF-8 separates words, as punctuation does. Every database gets these
/// words instead of texts, so results are the same. Safe to use from any thread.
std::vector<std::string> words_in(std::string_view text);

}  // namespace chaos::hub::storage
