#include "net/netrc.h"

#include <fstream>
#include <sstream>

#include "os/environment.h"
#include "os/executable.h"

namespace chaos::net {
namespace {

/// Splits the text of a .netrc file into words. Comments extend from a "#" at the start of a word
/// to the end of the line; quotes and backslashes work as in Python's netrc module.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// The next word; "" at the end.
  std::string next() {
    skip_space();
    if (at_ >= text_.size()) return {};
    if (text_[at_] == '"') return quoted();
    std::string word;
    while (at_ < text_.size() && !is_space(text_[at_]))
      word += unescaped();
    return word;
  }

  /// The next word that is not part of a comment.
  std::string next_keyword() {
    std::string word = next();
    while (word.starts_with('#')) {
      skip_line();
      word = next();
    }
    return word;
  }

  /// Skips a macro, which ends at the next empty line.
  void skip_macro() {
    const std::size_t end = text_.find("\n\n", at_);
    at_ = end == text_.npos ? text_.size() : end + 2;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_]))
      ++at_;
  }
  void skip_line() {
    const std::size_t end = text_.find('\n', at_);
    at_ = end == text_.npos ? text_.size() : end;
  }
  char unescaped() {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    return text_[at_++];
  }
  std::string quoted() {
    std::string word;
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"')
      word += unescaped();
    if (at_ < text_.size()) ++at_;
    return word;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Searches the text of a .netrc file for one machine, in one pass.
class Search {
 public:
  Search(std::string_view text, std::string_view host) : words_(text), host_(host) {}

  std::optional<Login> run() {
    std::string keyword = words_.next_keyword();
    while (!keyword.empty()) {
      if (keyword == "macdef") {
        words_.next();
        words_.skip_macro();
        keyword = words_.next_keyword();
      } else if (keyword == "machine" || keyword == "default") {
        const bool is_default = keyword == "default";
        const bool wanted = is_default || words_.next() == host_;
        if (!read_entry(wanted, is_default, keyword)) return std::nullopt;
      } else {
        return std::nullopt;
      }
    }
    return machine_ ? machine_ : default_;
  }

 private:
  /// Reads one entry, up to the keyword that follows it; false if it is malformed.
  bool read_entry(bool wanted, bool is_default, std::string& keyword) {
    Login login;
    std::string account;
    for (keyword = words_.next_keyword();; keyword = words_.next_keyword()) {
      if (keyword == "login" || keyword == "user") {
        login.user = words_.next();
      } else if (keyword == "account") {
        account = words_.next();
      } else if (keyword == "password") {
        login.password = words_.next();
      } else {
        break;
      }
    }
    if (login.user.empty()) login.user = account;
    if (wanted) (is_default ? default_ : machine_) = login;
    return keyword.empty() || keyword == "machine" || keyword == "default" || keyword == "macdef";
  }

  Words words_;
  std::string_view host_;
  std::optional<Login> machine_;
  std::optional<Login> default_;
};

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<std::string> read_netrc() {
  if (const auto path = os::environment_variable("NETRC")) {
    return read_file(os::expand_user(*path));
  }
  auto text = read_file(os::expand_user("~/.netrc"));
  return text ? text : read_file(os::expand_user("~/_netrc"));
}

}  // namespace

std::optional<Login> find_login(std::string_view text, std::string_view host) {
  std::optional<Login> login = Search(text, host).run();
  if (login && login->user.empty() && login->password.empty()) return std::nullopt;
  return login;
}

std::optional<Login> login_from_netrc(std::string_view host) {
  const std::optional<std::string> text = read_netrc();
  return text ? find_login(*text, host) : std::nullopt;
}

}  // namespace chaos::net
