#include "report/markup.h"

#include <gtest/gtest.h>

namespace chaos::report {
namespace {

TEST(ReportMarkup, HtmlIsEscaped) {
  EXPECT_EQ(to_html("<b title=\"x\" id='y'>&</b>"),
            "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;");
  EXPECT_EQ(to_html("naïve 日本語 🔥"), "naïve 日本語 🔥");
}

TEST(ReportMarkup, HtmlShowsControlCharacters) {
  using namespace std::string_literals;
  EXPECT_EQ(to_html("\x1b[31mred\x7f\0"s), "␛[31mred␡␀");
  EXPECT_EQ(to_html("a\r\nb\tc\rd"), "a\nb\tc␍d");
  EXPECT_EQ(to_html("bad \xff byte"), "bad \uFFFD byte");
}

TEST(ReportMarkup, XmlOmitsForbiddenCharacters) {
  using namespace std::string_literals;
  EXPECT_EQ(to_xml("a\x1b[31m\0\x08z\uFFFE\uFFFF"s), "a[31mz");
  EXPECT_EQ(to_xml("tab\tline\n]]>&<\"'"), "tab\tline\n]]&gt;&amp;&lt;&quot;&#39;");
  EXPECT_EQ(to_xml("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate is not a character";
}

TEST(ReportMarkup, MarkdownIsEscaped) {
  EXPECT_EQ(to_markdown("a|b *c* _d_ `e` [f](g) #h ~i~ $j$ \\k"),
            "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\[f\\](g) \\#h \\~i\\~ \\$j\\$ \\\\k");
  EXPECT_EQ(to_markdown("<img src=x> &amp;"), "&lt;img src=x&gt; &amp;amp;");
  EXPECT_EQ(to_markdown("one\ntwo"), "one two");
}

TEST(ReportMarkup, MarkdownContainsNoMentions) {
  EXPECT_EQ(to_markdown("@everyone"),
            "@\u200B"
            "everyone");
}

TEST(ReportMarkup, FenceIsLongerThanAnyInTheText) {
  EXPECT_EQ(fenced("text"), "```\ntext\n```\n");
  EXPECT_EQ(fenced("a ```` b\n"), "`````\na ```` b\n`````\n");
}

}  // namespace
}  // namespace chaos::report
