#include "document/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "chaos/error.h"
#include "support/http_server.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TemporaryDirectory;

Document load(const std::string& source) {
  return load_document(source, Json::object(), true, {});
}

Diagnostic refusal_of(const std::string& source) {
  try {
    load(source);
  } catch (const InvalidSource& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was loaded";
  return {};
}

TEST(Loader, ReadsJson) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("e.json", R"({"title": "t"})");
  const Document document = load(path);
  EXPECT_EQ(document.root, (Json{{"title", "t"}}));
  EXPECT_EQ(document.name, path);
  EXPECT_EQ(document.text, R"({"title": "t"})");
  EXPECT_EQ(document.format, Document::Format::kJson);
}

TEST(Loader, ReadsYaml) {
  const TemporaryDirectory directory;
  for (const char* name : {"e.yaml", "e.yml"}) {
    const Document document = load(directory.write(name, "title: t\n"));
    EXPECT_EQ(document.root, (Json{{"title", "t"}}));
    EXPECT_EQ(document.format, Document::Format::kYaml);
  }
}

TEST(Loader, ReadsTheFormatThatIsGiven) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("e.txt", "title: t\n");
  EXPECT_EQ(load_document(path, Json::object(), true, {}, Document::Format::kYaml).root["title"],
            "t");
}

TEST(Loader, FetchesOverHttp) {
  const testing::HttpServer server({testing::json_reply(R"({"title": "t"})")});
  EXPECT_EQ(load(server.url("/e.json")).root, (Json{{"title", "t"}}));
}

TEST(Loader, PointsAtASyntaxError) {
  const TemporaryDirectory directory;
  const Diagnostic in_json = refusal_of(directory.write("e.json", "{\"a\":\n  }"));
  EXPECT_EQ(in_json.message,
            "Failed parsing JSON experiment: Expecting value: line 2 column 3 (char 8)");
  EXPECT_EQ(in_json.position.file, directory / "e.json");
  EXPECT_EQ(in_json.position.line, 2U);
  EXPECT_EQ(in_json.position.column, 3U);
  const Diagnostic in_yaml = refusal_of(directory.write("e.yaml", "a: [1\nb: 2\n"));
  EXPECT_THAT(in_yaml.message, StartsWith("Failed parsing YAML experiment: "));
  EXPECT_EQ(in_yaml.position.line, 2U);
}

TEST(Loader, CountsPositionsLikePythonForAllLineEndings) {
  const TemporaryDirectory directory;
  for (const char* text : {"{\n\"a\": 1,\nb}", "{\r\n\"a\": 1,\r\nb}", "{\r\"a\": 1,\rb}"}) {
    const Diagnostic diagnostic = refusal_of(directory.write("e.json", text));
    EXPECT_THAT(diagnostic.message, HasSubstr("line 3 column 1 (char 10)"));
    EXPECT_EQ(diagnostic.position.line, 3U);
  }
}

TEST(Loader, RejectsOtherExtensions) {
  const TemporaryDirectory directory;
  const Diagnostic refusal = refusal_of(directory.write("e.txt", "{}"));
  EXPECT_EQ(refusal.message, "only files with json, yaml or yml extensions are supported");
  EXPECT_THAT(refusal.hint, HasSubstr("rename the file"));
}

TEST(Loader, RejectsAMissingFile) {
  EXPECT_EQ(refusal_of("nowhere.json").message, "Path \"nowhere.json\" does not exist.");
  EXPECT_EQ(refusal_of("ftp://host/e.json").message, "'ftp' is not a supported source scheme.");
  EXPECT_EQ(refusal_of("1ab:c").message, "Path \"1ab:c\" does not exist.");
}

TEST(Loader, RejectsADirectory) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "e.json");
  EXPECT_EQ(refusal_of(directory / "e.json").message,
            "Failed reading '" + (directory / "e.json") + "': Is a directory");
}

}  // namespace
}  // namespace chaos
