#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chaos::hub::storage {

/// The longest word that is kept whole; search compares only so much of longer ones.
inline constexpr std::size_t kLongestWord = 64;  // bytes

/// The words of a text in the form in which search compares them: letters and digits only, in lower
/// case, Latin letters without accents. Any text has words, or none: what is not valid UTF-8
/// separates words, as punctuation does. The same for every database, because they all get words
/// instead of texts. Safe to use from any thread.
std::vector<std::string> words_in(std::string_view text);

}  // namespace chaos::hub::storage
