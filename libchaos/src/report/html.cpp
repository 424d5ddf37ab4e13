#include "report/html.h"

#include <fmt/format.h>

#include "log/count_text.h"
#include "report/html_outcome.h"
#include "report/html_run.h"
#include "report/html_style.h"  // generated from html.css
#include "report/markup.h"

namespace chaos::report {
namespace {

/// Nothing may be loaded or executed, whatever a journal tries to inject.
constexpr const char* kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

std::string head(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"chaos " CHAOS_VERSION
      "\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
      kPolicy, to_html(title), kStyle);
}

std::string contents_row(const Summary& summary, std::size_t number) {
  return fmt::format(
      "<tr><td>{}</td><td class=\"name\"><a href=\"#run-{}\">{}</a></td><td>{}</td><td>{}</td>"
      "<td>{}</td></tr>\n",
      pill(summary.verdict), number, to_html(summary.title), to_html(capitalized(summary.words)),
      summary.start ? date_and_time(*summary.start) : std::string(),
      summary.seconds ? human_duration(*summary.seconds) : std::string());
}

std::string contents(std::span<const Summary> runs) {
  std::string table =
      "<table>\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Experiment</th><th "
      "scope=\"col\">In words</th><th scope=\"col\">Started</th><th "
      "scope=\"col\">Duration</th></tr>"
      "</thead>\n<tbody>\n";
  for (std::size_t i = 0; i < runs.size(); ++i)
    table += contents_row(runs[i], i + 1);
  return fmt::format(
      "<header class=\"contents\"><p class=\"kind\">Chaos experiments</p><h1>{} runs</h1>\n{}"
      "</header>\n",
      runs.size(), scroll_box("Runs", table + "</tbody></table>"));
}

}  // namespace

std::string_view style_sheet() {
  return kStyle;
}

std::string html_report(std::span<const Summary> runs) {
  const bool several = runs.size() != 1;
  std::string out = head(several ? fmt::format("{} chaos experiments", runs.size())
                                 : runs.front().title + " – chaos experiment");
  if (several) out += contents(runs);
  for (std::size_t i = 0; i < runs.size(); ++i)
    out += html_run(runs[i], i + 1);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace chaos::report
