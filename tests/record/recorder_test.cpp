#include "record/recorder.h"

#include <stdexcept>

#include <doctest/doctest.h>

#include "temporary_directory.h"

using namespace asim;

namespace {

struct Heard {
  std::string text;
  int begun = 0;
  int ended = 0;
};

// Writes down the calls it gets, and fails at end() if told to.
class ListeningSink : public Sink {
public:
  explicit ListeningSink(Heard& heard, bool fails = false) : heard_{heard}, fails_{fails} {}
  void begin() override { ++heard_.begun; }
  void write(const Row& row) override {
    heard_.text += std::string{row.process} + ':' + std::string{row.event} + ' ';
  }
  void flush() override {}
  void end() override {
    ++heard_.ended;
    if (fails_) throw OutputError{"disk on fire"};
  }

private:
  Heard& heard_;
  bool fails_;
};

}  // namespace

TEST_CASE("kinds are numbered once") {
  Recorder recorder;
  const EventKind log = recorder.add_kind("log");
  const EventKind sleep = recorder.add_kind("sleep");
  CHECK(log != sleep);
  CHECK(recorder.add_kind("log") == log);
  CHECK(recorder.kinds() == std::vector<std::string>{"log", "sleep"});
}

TEST_CASE("nothing is wanted without a sink") {
  Heard heard;
  Recorder recorder;
  const EventKind log = recorder.add_kind("log");
  CHECK_FALSE(recorder.wants(log));
  recorder.add_sink(std::make_unique<ListeningSink>(heard));
  CHECK(recorder.wants(log));
  CHECK(recorder.wants(recorder.add_kind("sleep")));
}

TEST_CASE("rows of unwanted kinds are dropped") {
  Heard heard;
  Recorder recorder;
  recorder.add_sink(std::make_unique<ListeningSink>(heard));
  const EventKind log = recorder.add_kind("log");
  const EventKind sleep = recorder.add_kind("sleep");
  recorder.set_all_wanted(false);
  CHECK(recorder.set_wanted("sleep", true));
  CHECK_FALSE(recorder.set_wanted("sleeep", true));
  recorder.begin();
  recorder.row(0, "a", log, "", "");
  recorder.row(1, "a", sleep, "", "");
  recorder.end();
  CHECK(heard.text == "a:sleep ");
}

TEST_CASE("a process is named with or without its index") {
  Heard heard;
  Recorder recorder;
  recorder.add_sink(std::make_unique<ListeningSink>(heard));
  const EventKind log = recorder.add_kind("log");
  recorder.add_process("coder");
  recorder.add_process("boss[1]");
  for (const char* process : {"coder", "coder[2]", "coders", "code", "boss", "boss[1]", "boss[12]", ""}) {
    recorder.row(0, process, log, "", "");
  }
  CHECK(heard.text == "coder:log coder[2]:log boss[1]:log ");
}

TEST_CASE("every sink is begun and ended once, also beside one that fails") {
  Heard first;
  Heard second;
  {
    Recorder recorder;
    recorder.add_sink(std::make_unique<ListeningSink>(first, true));
    recorder.add_sink(std::make_unique<ListeningSink>(second));
    recorder.begin();
    CHECK_THROWS_AS(recorder.end(), OutputError);
    recorder.end();
  }
  CHECK(first.begun == 1);
  CHECK(first.ended == 1);
  CHECK(second.begun == 1);
  CHECK(second.ended == 1);
}

TEST_CASE("a run that is thrown out of keeps its rows") {
  const TemporaryDirectory directory;
  Output output{directory.file("out")};
  try {
    Recorder recorder;
    recorder.add_sink(find_sink("table")->make(output, {}));
    const EventKind log = recorder.add_kind("log");
    recorder.begin();
    recorder.row(3, "a", log, "", "last words");
    throw std::runtime_error{"run failed"};
  } catch (const std::runtime_error&) {}
  output.close();
  CHECK(contents_of(directory.file("out")) == "time  process  detail\n   3  a        last words\n");
}

TEST_CASE("an observer gets all rows, whatever is chosen for the sinks, while it is there") {
  Heard shown, seen;
  Recorder recorder;
  const EventKind log = recorder.add_kind("log"), sleep = recorder.add_kind("sleep");
  ListeningSink observer(seen);
  recorder.add_sink(std::make_unique<ListeningSink>(shown));
  recorder.set_wanted(sleep, false);
  recorder.add_process("a");
  CHECK_FALSE(recorder.wants(sleep));
  recorder.add_observer(observer);
  CHECK(recorder.wants(sleep));
  recorder.begin();
  recorder.row(0, "a", sleep, "", "");
  recorder.row(0, "a", log, "", "");
  recorder.row(0, "b", log, "", "");
  CHECK(seen.text == "a:sleep a:log b:log ");
  CHECK(shown.text == "a:log ");
  recorder.remove_observer(observer);
  CHECK_FALSE(recorder.wants(sleep));
  recorder.end();
  CHECK(seen.begun + seen.ended == 0);
}
