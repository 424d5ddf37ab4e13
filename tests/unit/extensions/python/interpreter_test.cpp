#include "python/interpreter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "python/python_error.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos::python {
namespace {

using testing::EnvironmentVariable;
using testing::TemporaryDirectory;

class InterpreterTest : public ::testing::Test {
 protected:
  std::string program(const std::string& name) {
    return directory_.write(name, "#!/bin/sh\n", 0755);
  }

  TemporaryDirectory directory_;
  const EnvironmentVariable named_{"CHAOS_PYTHON", std::nullopt};
  const EnvironmentVariable environment_{"VIRTUAL_ENV", std::nullopt};
  const EnvironmentVariable path_{"PATH", directory_ / ""};
};

TEST_F(InterpreterTest, IsTheFirstOnPath) {
  const std::string python = program("python3");
  const Interpreter found = find_interpreter(Json::object());
  EXPECT_EQ(found.path, python);
  EXPECT_EQ(found.origin, "PATH");
}

TEST_F(InterpreterTest, IsTheOneOfTheSettings) {
  program("python3");
  const std::string python = program("other");
  const Json settings = {{"extensions", {{"python", {{"interpreter", python}}}}}};
  EXPECT_EQ(find_interpreter(settings).path, python);
  EXPECT_EQ(find_interpreter(settings).origin, "settings");
}

TEST_F(InterpreterTest, IsTheOneInTheVariableBeforeAnyOther) {
  const std::string python = program("mine");
  const EnvironmentVariable named("CHAOS_PYTHON", python);
  const Json settings = {{"extensions", {{"python", {{"interpreter", "/elsewhere"}}}}}};
  EXPECT_EQ(find_interpreter(settings).path, python);
}

TEST_F(InterpreterTest, HasAnAbsolutePathHoweverItIsNamed) {
  const std::string python = program("python3");
  const std::string relative = std::filesystem::relative(python).string();
  {
    const EnvironmentVariable named("CHAOS_PYTHON", relative);
    EXPECT_EQ(find_interpreter(Json::object()).path, python);
  }
  const Json settings = {{"extensions", {{"python", {{"interpreter", relative}}}}}};
  EXPECT_EQ(find_interpreter(settings).path, python);
  const EnvironmentVariable path("PATH", std::filesystem::relative(directory_.path()).string());
  EXPECT_EQ(find_interpreter(Json::object()).path, python);
}

TEST_F(InterpreterTest, OfARunIsItsOwn) {
  program("python3");
  const std::string python = program("venv");
  const Interpreter found = find_interpreter_of_run(Json::object(), python);
  EXPECT_EQ(found.path, python);
  EXPECT_EQ(found.origin, "the run");
  EXPECT_EQ(find_interpreter_of_run(Json::object(), "").origin, "PATH");
}

TEST_F(InterpreterTest, OfARunIsTheOneThatTheVariableNamesIfItExists) {
  const std::string mine = program("mine");
  const std::string python = program("venv");
  const EnvironmentVariable named("CHAOS_PYTHON", mine);
  EXPECT_EQ(find_interpreter_of_run(Json::object(), python).path, mine);
  const EnvironmentVariable wrong("CHAOS_PYTHON", "from/another/directory");
  EXPECT_EQ(find_interpreter_of_run(Json::object(), python).path, python);
  const EnvironmentVariable empty("CHAOS_PYTHON", "");
  EXPECT_EQ(find_interpreter_of_run(Json::object(), python).path, python);
}

TEST_F(InterpreterTest, OfARunThatIsGoneIsNotReplaced) {
  program("python3");
  try {
    find_interpreter_of_run(Json::object(), "/venv/bin/python");
    FAIL() << "found one";
  } catch (const PythonError& error) {
    EXPECT_STREQ(error.what(),
                 "the Python interpreter of the run, '/venv/bin/python', no longer exists "
                 "or cannot be executed");
    EXPECT_THAT(error.diagnostic().hint, ::testing::HasSubstr("set CHAOS_PYTHON"));
  }
}

TEST_F(InterpreterTest, ThatIsNamedMustExist) {
  program("python3");
  const EnvironmentVariable named("CHAOS_PYTHON", "/no/such/python");
  EXPECT_THROW(find_interpreter(Json::object()), PythonError);
}

TEST_F(InterpreterTest, ThatIsMissingIsAnErrorWithAHint) {
  try {
    find_interpreter(Json::object());
    FAIL() << "found one";
  } catch (const PythonError& error) {
    EXPECT_THAT(error.diagnostic().hint, ::testing::HasSubstr("apt install python3"));
  }
}

}  // namespace
}  // namespace chaos::python
