#include "os/suggestion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

const std::vector<std::string> kTypes = {"http", "process", "python"};

TEST(Nearest, FindsWhatWasMeant) {
  EXPECT_EQ(nearest("proces", kTypes), "process");
  EXPECT_EQ(nearest("pyhton", kTypes), "python");
  EXPECT_EQ(nearest("htp", kTypes), "http");
}

TEST(Nearest, FindsNothingIfAllAreTooDifferent) {
  EXPECT_EQ(nearest("kubernetes", kTypes), "");
  EXPECT_EQ(nearest("", kTypes), "");
  EXPECT_EQ(nearest("x", {"y"}), "");
  EXPECT_EQ(nearest("fast", {"wait"}), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Nearest, DoesNotSuggestTheWordItself) {
  EXPECT_EQ(nearest("http", {"http"}), "");
}

TEST(Nearest, PrefersTheClosest) {
  EXPECT_EQ(nearest("titel", {"tile", "title", "tiles"}), "title");
  EXPECT_EQ(nearest("inti", {"info", "init"}), "init");
}

TEST(Nearest, CountsSwappedLettersAsOneError) {
  EXPECT_EQ(nearest("rnu", {"run"}), "run");
  EXPECT_EQ(nearest("urn", {"run"}), "run");
  EXPECT_EQ(nearest("nur", {"run"}), "");
}

TEST(Misspelling, IsStricterThanTheNearest) {
  EXPECT_EQ(misspelling_of("rollback", {"rollbacks"}), "rollbacks");
  EXPECT_EQ(misspelling_of("tolerence", {"tolerance", "target"}), "tolerance");
  EXPECT_EQ(misspelling_of("steady-state-hypothesys", {"steady-state-hypothesis"}),
            "steady-state-hypothesis");
  EXPECT_EQ(misspelling_of("note", {"name"}), "");
  EXPECT_EQ(misspelling_of("end", {"env"}), "");
  EXPECT_EQ(misspelling_of("version", {"verify"}), "");
  EXPECT_EQ(misspelling_of("tags", {"tags"}), "");
}

TEST(Misspelling, IgnoresCaseAndUnderscores) {
  EXPECT_EQ(misspelling_of("URL", {"url"}), "url");
  EXPECT_EQ(misspelling_of("verify-tls", {"verify_tls"}), "verify_tls");
}

TEST(DidYouMean, SuggestsOnlyIfThereIsAMatch) {
  EXPECT_EQ(did_you_mean("proces", kTypes), "did you mean \"process\"?");
  EXPECT_EQ(did_you_mean("kubernetes", kTypes), "");
}

TEST(SuggestExecutable, LooksAlongThePath) {
  const testing::TemporaryDirectory directory;
  directory.write("kubectl", "", 0755);
  const testing::EnvironmentVariable path("PATH", "/no/such/directory:" + directory.path());
  EXPECT_EQ(suggest_executable("kubctl"), "did you mean \"kubectl\"?");
  EXPECT_EQ(suggest_executable("./kubctl"), "");
  EXPECT_EQ(suggest_executable("terraform"), "");
}

}  // namespace
}  // namespace chaos::os
