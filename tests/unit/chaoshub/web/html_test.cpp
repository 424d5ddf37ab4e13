#include "web/html.h"

#include <gtest/gtest.h>

namespace chaos::hub::web {
namespace {

TEST(Html, EscapesStringsAndNothingElse) {
  const std::string title = "<b>\"1\" & '2'</b>";
  EXPECT_EQ(html("<p>{}</p>", title).markup(),
            "<p>&lt;b&gt;&quot;1&quot; &amp; &#39;2&#39;&lt;/b&gt;</p>");
  EXPECT_EQ(html("<p>{}</p>", html("<b>{}</b>", "x")).markup(), "<p><b>x</b></p>");
  EXPECT_EQ(html("{} of {}", 1, std::size_t{2}).markup(), "1 of 2");
}

TEST(Html, KeepsAnAttributeWithinItsQuotes) {
  EXPECT_EQ(html("<a href=\"{}\">", "\" onclick=\"x()").markup(),
            "<a href=\"&quot; onclick=&quot;x()\">");
}

TEST(Html, IsNotSearchedForPlaceholders) {
  EXPECT_EQ(html("{}", html("{}", "{}")).markup(), "{}");
}

TEST(Html, JoinsTheResultsForEachItem) {
  const std::vector<std::string> items = {"a", "<"};
  EXPECT_EQ(each(items, [](const auto& item) { return html("<li>{}", item); }).markup(),
            "<li>a<li>&lt;");
  EXPECT_TRUE(each(std::vector<int>{}, [](int) { return html("x"); }).empty());
}

}  // namespace
}  // namespace chaos::hub::web
