#include "experiment/pages/onboarding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

/// The text quoted for a shell.
std::string shell_word(const std::string& text) {
  const bool plain = std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '/' || c == ':';
  });
  if (plain && !text.empty()) return text;
  std::string quoted = "'";
  for (const char c : text)
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

Html command(const std::string& purpose, const std::string& words, const Html& more = {}) {
  return html("<li>{}<br><code data-copy>{}</code>{}</li>\n", purpose, words, more);
}

}  // namespace

Html onboarding_card(const http::Request& request, const http::Caller& caller) {
  if (caller.team_role < Role::kMember) return {};
  const std::string sign_in =
      fmt::format("chaos signin --url {} --org {} --team {}", shell_word(request.base_url),
                  shell_word(caller.organization_name), shell_word(caller.team_name));
  Html commands = command(
      "Sign in.", sign_in,
      html("<br><small>It asks for a token: <a href=\"/account#token\">create one</a>.</small>"));
  commands +=
      command("Create an experiment that runs without changes.", "chaos init --template hello");
  commands += command("Run it, and watch it here.", "chaos run experiment.json");
  return html(
      "<section id=\"onboarding\"><h2>Run your first experiment</h2>\n<ol class=\"commands\">\n{}"
      "</ol></section>\n",
      commands);
}

}  // namespace chaos::hub::experiment
