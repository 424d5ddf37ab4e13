#include "storage/words.h"

#include <sqlite3.h>

#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "json/utf8.h"

namespace chaos::hub::storage {
namespace {

struct Close {
  void operator()(sqlite3* database) const { ::sqlite3_close(database); }
};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
};

/// SQLite's Unicode tokenizer, which knows case and accents of all scripts.
class Tokenizer {
 public:
  Tokenizer() {
    sqlite3* database = nullptr;
    const int opened = ::sqlite3_open(":memory:", &database);
    database_.reset(database);
    const fts5_api* api = opened == SQLITE_OK ? find_api() : nullptr;
    if (api == nullptr)
      throw std::runtime_error(
          "the SQLite library has no full-text search: use one built with FTS5");
    fts5_tokenizer found{};
    void* context = nullptr;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the interface of SQLite
    if (api->xFindTokenizer(const_cast<fts5_api*>(api), "unicode61", &context, &found) != SQLITE_OK)
      throw std::runtime_error("the SQLite library has no tokenizer 'unicode61'");
    tokenizer_ = found;
    std::array arguments = {"remove_diacritics", "2"};
    if (tokenizer_.xCreate(context, arguments.data(), arguments.size(), &instance_) != SQLITE_OK)
      throw std::runtime_error("the tokenizer of the SQLite library cannot be used");
  }
  ~Tokenizer() { tokenizer_.xDelete(instance_); }
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    const auto take = [](void* all, int, const char* word, int size, int, int) {
      static_cast<std::vector<std::string>*>(all)->emplace_back(word,
                                                                static_cast<std::size_t>(size));
      return SQLITE_OK;
    };
    const std::lock_guard lock(mutex_);
    tokenizer_.xTokenize(instance_, &words, FTS5_TOKENIZE_DOCUMENT, text.data(),
                         static_cast<int>(text.size()), take);
    return words;
  }

 private:
  const fts5_api* find_api() {
    fts5_api* api = nullptr;
    sqlite3_stmt* prepared = nullptr;
    ::sqlite3_prepare_v2(database_.get(), "SELECT fts5(?1)", -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, Finalize> statement(prepared);
    if (!statement) return nullptr;
    ::sqlite3_bind_pointer(statement.get(), 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    ::sqlite3_step(statement.get());
    return api;
  }

  std::unique_ptr<sqlite3, Close> database_;
  fts5_tokenizer tokenizer_{};
  Fts5Tokenizer* instance_ = nullptr;
  std::mutex mutex_;  // the tokenizer has internal buffers
};

/// Cuts between characters.
std::string beginning_of(const std::string& word) {
  std::size_t end = kLongestWord;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80)
    --end;
  return word.substr(0, end);
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
  static Tokenizer tokenizer;
  auto words = tokenizer.words_in(replace_invalid_utf8(text));
  for (std::string& word : words)
    if (word.size() > kLongestWord) word = beginning_of(word);
  return words;
}

}  // namespace chaos::hub::storage
