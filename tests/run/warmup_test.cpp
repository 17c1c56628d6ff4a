// The end of the warm-up: what belongs to it, what is kept.

#include <doctest/doctest.h>

#include <string>

#include "run/stats_of.h"

namespace asim::test {

TEST_CASE("what happens at exactly the end of the warm-up belongs to it") {
  const std::string model = R"(
until: 8
warmup: 4
queues: {line: {}}
processes:
  p:
    steps:
      - loop: 8
        as: i
        do:
          - {put: line, item: i}
          - tally: {x: i}
          - count: n
          - track: {level: i}
          - sleep: 1
)";
  // At 4 the fifth item was put; 5, 6, 7 follow.
  CHECK(stats_of(model, "line").starts_with("mean_length 6.5\n"));
  CHECK(stats_of(model, "line").find("\nputs 3\n") != std::string::npos);
  CHECK(stats_of(model, "x").starts_with("count 3\nmean 6\n"));
  CHECK(stats_of(model, "n") == "count 3\n");
  // The track keeps its value: 4 until 5.
  CHECK(stats_of(model, "level").starts_with("mean 5.5\n"));
  CHECK(stats_of(model, "level").find("\nmin 4\n") != std::string::npos);
}

TEST_CASE("the warm-up resets every kind; what goes on is counted from there on") {
  // At 8 guest[1] holds the desk until 8, nobody waits; guest[3] comes at 9.
  const std::string stats = stats_of(kDesk, "desk", {"--warmup", "8"});
  CHECK(stats.starts_with("utilization 0.875\nmean_waiting 0.75\n"));
  CHECK(stats.find("\nserved 2\nreneges 0\nrejections 1\n") != std::string::npos);
  CHECK(stats.find("\ntime_idle 1\ntime_busy 7\ntime_full 7\ntime_down 0\n") != std::string::npos);
  // guest[0] and guest[1] have ended at 8, guest[2] at 3. A wait that began before counts in full.
  CHECK(stats_of(kDesk, "guest", {"--warmup", "8"}).starts_with("begun 4\nfinished 2\n"));
  const std::string in_between = stats_of(kDesk, "desk", {"--warmup", "2.5"});
  CHECK(in_between.find("\nmax_wait 3\n") != std::string::npos);
  CHECK(in_between.find("\nserved 3\nreneges 1\n") != std::string::npos);
  CHECK(in_between.find("\nmin_waiting 0\nmax_waiting 2\n") != std::string::npos);
}

TEST_CASE("a warm-up that leaves nothing to observe is an error") {
  const CommandResult model =
      asim({"run", "-"}, "until: 8\nwarmup: 8\nprocesses: {p: {steps: [{sleep: 1}]}}\n");
  CHECK(model.exit_code == 3);
  CHECK(model.err == R"(error: the warm-up lasts to 8, and the run to 8: nothing would be observed
 --> <stdin>:2:9
  |
2 | warmup: 8
  |         ^
)");
  const CommandResult option = asim({"run", "-", "--warmup", "9"}, kDesk + "warmup: 1\n");
  CHECK(option.exit_code == 0);
  const CommandResult beyond = asim({"run", "-", "--warmup", "20"}, kDesk);
  CHECK(beyond.exit_code == 3);
  CHECK(beyond.err == "error: the warm-up lasts to 20, and the run to 16: nothing would be observed\n");
}

}  // namespace asim::test
