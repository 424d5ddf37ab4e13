#include "report/html_timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "json/utf8.h"
#include "report/html_outcome.h"
#include "report/markup.h"
#include "report/timeline.h"

namespace chaos::report {
namespace {

// In units of the drawing, which is as wide as the page on a desktop.
constexpr double kWidth = 1000;
constexpr double kPlotLeft = 236;
constexpr double kPlotWidth = 754;
constexpr double kAxisHeight = 24;
constexpr double kGroupHeight = 30;
constexpr double kRowHeight = 24;
constexpr double kBarHeight = 12;
constexpr double kNarrowest = 3;  // the minimum width of a visible bar
constexpr std::size_t kLongestLabel = 32;

double x_of(double fraction) {
  return kPlotLeft + fraction * kPlotWidth;
}

std::string shortened(const std::string& text) {
  if (count_code_points(text) <= kLongestLabel) return text;
  std::string kept;
  for (std::size_t i = 0, shown = 0; shown + 1 < kLongestLabel; ++shown) {
    const DecodedChar decoded = decode_utf8(text, i);
    append_utf8(kept, decoded.code_point);
    i += decoded.length;
  }
  return kept + "…";
}

/// Draws from top to bottom.
class Drawing {
 public:
  explicit Drawing(const Timeline& timeline) : timeline_(timeline) {}

  std::string draw() {
    const double height = height_of_all();
    put("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Timeline of the run; the table below "
        "has the same\" font-size=\"12\">\n",
        kWidth, height);
    draw_axis(height);
    for (const auto& group : timeline_.groups)
      draw_group(group);
    put("</svg>\n");
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  double height_of_all() const {
    double height = kAxisHeight + 6;
    for (const auto& group : timeline_.groups)
      height += kGroupHeight + kRowHeight * static_cast<double>(group.rows.size());
    return height;
  }

  void draw_axis(double height) {
    for (const auto& tick : timeline_.ticks) {
      put("<line class=\"grid\" stroke=\"#ccc\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" "
          "y2=\"{2}\"/><text class=\"tick\" fill=\"#666\" font-size=\"11\" x=\"{0:.1f}\" y=\"13\" "
          "text-anchor=\"middle\">{3}</text>\n",
          x_of(tick.at), kAxisHeight - 4, height, tick.label);
    }
    y_ = kAxisHeight;
  }

  void draw_group(const TimelineGroup& group) {
    put("<text class=\"phase\" font-weight=\"600\" x=\"0\" y=\"{}\">{}</text>\n", y_ + 20,
        title_of(group.phase));
    y_ += kGroupHeight;
    for (const auto& row : group.rows)
      draw_row(row);
  }

  void draw_row(const TimelineRow& row) {
    if (!row.label.empty()) draw_label(row);
    for (const auto& pause : row.pauses)
      draw_pause(pause);
    draw_marks(row);
    if (!row.note.empty()) draw_note(row);
    y_ += kRowHeight;
  }

  void draw_label(const TimelineRow& row) {
    put("<text class=\"label {}\" x=\"0\" y=\"{}\">{} {}<title>{}</title></text>\n",
        css_class(row.outcome), y_ + 16, symbol_of(row.outcome), to_html(shortened(row.label)),
        to_html(row.label));
  }

  void draw_pause(const Mark& pause) {
    put("<line class=\"pause\" stroke=\"#999\" stroke-dasharray=\"2 3\" x1=\"{0:.1f}\" "
        "x2=\"{1:.1f}\" "
        "y1=\"{2}\" y2=\"{2}\"><title>{3}</title></line>\n",
        x_of(pause.left), x_of(pause.left + pause.width), y_ + kRowHeight / 2,
        to_html(pause.title));
  }

  /// Problems are drawn last, so that they are on top.
  void draw_marks(const TimelineRow& row) {
    for (const Outcome outcome :
         {Outcome::kSucceeded, Outcome::kAborted, Outcome::kNotMet, Outcome::kFailed})
      draw_marks(row, outcome);
  }

  /// Skips marks that would not be distinguishable from the previous one with the same outcome.
  void draw_marks(const TimelineRow& row, Outcome outcome) {
    double drawn_to = 0;
    for (const auto& mark : row.marks) {
      if (mark.outcome != outcome) continue;
      const double left = x_of(mark.left);
      const double width = std::max(kNarrowest, mark.width * kPlotWidth);
      if (left + width <= drawn_to + 0.5) continue;
      drawn_to = left + width;
      put("<rect class=\"bar {}{}\" fill=\"{}\" rx=\"2\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" "
          "height=\"{}\"><title>{}</title></rect>\n",
          css_class(outcome), row.background ? " background" : "", colour_of(outcome), left,
          y_ + (kRowHeight - kBarHeight) / 2, width, kBarHeight, to_html(mark.title));
    }
  }

  /// After the bar; before or inside it, if there is no room.
  void draw_note(const TimelineRow& row) {
    constexpr double kRoom = 90;
    const double left = x_of(row.marks.front().left);
    const double right = right_end_of(row);
    const bool behind = right + kRoom < kWidth;
    const bool before = !behind && left - kRoom > kPlotLeft;
    const double x = behind ? right + 6 : before ? left - 6 : right - 6;
    put("<text class=\"note\" font-size=\"11\" x=\"{:.1f}\" y=\"{}\" "
        "text-anchor=\"{}\">{}</text>\n",
        x, y_ + 16, behind ? "start" : "end", to_html(row.note));
  }

  /// The right end of the last bar, or of the pause after it.
  static double right_end_of(const TimelineRow& row) {
    double right = x_of(row.marks.back().left) + kNarrowest;
    right = std::max(right, x_of(row.marks.back().left + row.marks.back().width));
    for (const auto& pause : row.pauses)
      right = std::max(right, x_of(pause.left + pause.width));
    return right;
  }

  const Timeline& timeline_;
  std::string out_;
  double y_ = 0;
};

std::string table_row(const Summary& summary, const Activity& activity) {
  return fmt::format(
      "<tr><td>{}</td><td class=\"name\">{}</td><td>{}{}</td><td>{}</td><td>{}</td><td>{}</td>"
      "</tr>\n",
      title_of(activity.phase), to_html(activity.name), to_html(activity.type),
      activity.background ? ", in the background" : "", to_string(activity.outcome),
      offset_of(summary, activity.start), took(activity));
}

std::string table(const Summary& summary) {
  std::string out =
      "<table>\n<thead><tr><th scope=\"col\">Phase</th><th "
      "scope=\"col\">Activity</th><th scope=\"col\">Type</th><th scope=\"col\">Result</th><th "
      "scope=\"col\">Began</th><th scope=\"col\">Duration</th></tr></thead>\n<tbody>\n";
  for (const auto& phase : summary.phases) {
    for (const auto& activity : phase.activities)
      out += table_row(summary, activity);
  }
  return "<details class=\"as-table\"><summary>The timeline as a table</summary>\n" +
         scroll_box("The timeline as a table", out + "</tbody></table>") + "</details>\n";
}

}  // namespace

std::string html_timeline(const Summary& summary) {
  const auto timeline = lay_out(summary);
  if (!timeline) return {};
  return "<section class=\"timeline\"><h2>Timeline</h2>\n" +
         scroll_box("Timeline", Drawing(*timeline).draw()) + table(summary) + "</section>\n";
}

}  // namespace chaos::report
