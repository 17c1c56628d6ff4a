// The statistics of a run: exact numbers on small models for every statistic of every kind, the warm-up, and
// Little's law.

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "record/recorder.h"
#include "reference/generate.h"
#include "reference/to_yaml.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "run/statistics.h"
#include "run/verification.h"
#include "steps/registry.h"
#include "support/command.h"

namespace asim::test {
namespace {

/// What --stats writes about one object, as "STATISTIC VALUE" lines.
std::string stats_of(const std::string& model, const std::string& object,
                     const std::vector<std::string>& options = {}) {
  std::vector<std::string> words = {"run", "-", "--stats", "-"};
  words.insert(words.end(), options.begin(), options.end());
  const CommandResult result = asim(words, model);
  if (result.exit_code != 0) return result.err;
  std::string lines;
  for (std::size_t begin = 0; begin < result.out.size();) {
    const std::size_t end = result.out.find('\n', begin);
    const std::string line = result.out.substr(begin, end - begin);
    if (line.starts_with(object + ",")) {
      std::string rest = line.substr(object.size() + 1);
      rest[rest.find(',')] = ' ';
      lines += rest + "\n";
    }
    begin = end + 1;
  }
  return lines;
}

// Served: 0, 3, 0, 2 waited. One gives up after 1, one does not want to wait, one still waits at the end.
const std::string kDesk = R"(
until: 16
resources: {desk: {}}
processes:
  guest:
    count: 7
    start: "[0, 1, 2, 9, 10, 11, 12][self.index]"
    steps:
      - acquire: desk
        timeout: "[inf, inf, 1, inf, 0, inf, inf][self.index]"
        on_timeout: [exit]
      - sleep: 4
      - release: desk
)";

}  // namespace

TEST_CASE("a resource: use, line, waits, and who was not served") {
  CHECK(stats_of(kDesk, "desk") == R"(utilization 0.9375
mean_waiting 0.625
sd_waiting 0.6959705453537527
min_waiting 0
max_waiting 2
mean_wait 1.25
sd_wait 1.5
min_wait 0
max_wait 3
p50_wait 1
p90_wait 2.7
p95_wait 2.8499999999999996
p99_wait 2.9699999999999998
served 4
reneges 1
rejections 1
preemptions 0
mean_in_use 0.9375
sd_in_use 0.24206145913796356
min_in_use 0
max_in_use 1
time_idle 1
time_busy 15
time_full 15
time_down 0
)");
}

TEST_CASE("a resource: conditions, preemption, a full line, a capacity that changes") {
  const std::string model = R"(
until: 32
resources: {machine: {capacity: 2, queue_limit: 0}}
processes:
  job:
    count: 3
    start: 2 * self.index
    steps:
      - acquire: machine
        on_full: [exit]
      - try: [{sleep: 8}, {release: machine}]
        on_interrupt: [exit]
  urgent:
    start: 5
    steps:
      - acquire: machine
        priority: -1
        preempt: true
      - sleep: 1
      - release: machine
  shutdown:
    start: 12
    steps:
      - set: {machine.capacity: 0}
      - sleep: 4
      - set: {machine.capacity: 1}
)";
  // job[0] 0..8, job[1] 2..5, urgent 5..6, job[2] is turned away at 4: in use 1 until 2, 2 until 6, 1
  // until 8. Of 2 * 12 + 0 + 16 units over time 12 are used.
  CHECK(stats_of(model, "machine") == R"(utilization 0.3
mean_waiting 0
sd_waiting 0
min_waiting 0
max_waiting 0
mean_wait 0
sd_wait 0
min_wait 0
max_wait 0
p50_wait 0
p90_wait 0
p95_wait 0
p99_wait 0
served 3
reneges 0
rejections 1
preemptions 1
mean_in_use 0.375
sd_in_use 0.6959705453537527
min_in_use 0
max_in_use 2
time_idle 20
time_busy 8
time_full 4
time_down 4
)");
}

TEST_CASE("a queue: length, time in it, what went in and out") {
  // a and b are taken after 4, c waits outside and is removed, d is handed over, e stays.
  CHECK(stats_of(R"(
until: 16
queues: {shelf: {capacity: 2}}
processes:
  putter:
    steps:
      - {put: shelf, item: "a"}
      - sleep: 1
      - {put: shelf, item: "b"}
      - sleep: 1
      - {put: shelf, item: "c"}
      - sleep_until: 8
      - {put: shelf, item: "d"}
      - sleep: 1
      - {put: shelf, item: "e"}
  getter:
    start: 4
    steps:
      - get: shelf
      - sleep: 1
      - get: shelf
      - sleep: 1
      - {remove: shelf, where: item == 'c'}
      - sleep: 1
      - get: shelf
)",
                 "shelf") == R"(mean_length 1.0625
sd_length 0.6584783595532961
min_length 0
max_length 2
mean_time 2.666666666666667
sd_time 2.3094010767585034
min_time 0
max_time 4
p50_time 4
p90_time 4
p95_time 4
p99_time 4
puts 5
gets 3
removed 1
)");
}

TEST_CASE("an item granted to a part of all_of has left the queue; given back, it was not there in between") {
  const std::string model = R"(
until: 16
queues: {here: {}, there: {}}
processes:
  putter:
    steps:
      - {put: here, item: 1}
  getter:
    start: 2
    steps:
      - all_of: {a: {get: here}, b: {get: there}}
        timeout: 4
  later:
    start: 8
    steps:
      - get: here
)";
  // 0..2 and 6..8
  const std::string stats = stats_of(model, "here");
  CHECK(stats.starts_with("mean_length 0.25\n"));
  CHECK(stats.find("\nmean_time 4\n") != std::string::npos);
}

TEST_CASE("a container: level over time, how often, how much") {
  // The put of 2 at 2 lets the get of 5 through: 4, for no time 6, 1, and from 6 on 4.
  CHECK(stats_of(R"(
until: 8
containers: {tank: {capacity: 10, level: 4}}
processes:
  ship: {steps: [{get: tank, amount: 5}]}
  truck:
    steps:
      - sleep: 2
      - {put: tank, amount: 2}
      - sleep: 4
      - {put: tank, amount: 3}
)",
                 "tank") == R"(mean_level 2.5
sd_level 1.5
min_level 1
max_level 6
puts 2
gets 1
amount_in 5
amount_out 5
)");
}

TEST_CASE("a gate: who waited, how long, who left") {
  CHECK(stats_of(R"(
until: 8
gates: {door: {}}
processes:
  guest:
    count: 4
    start: "[0, 1, 4, 7][self.index]"
    steps:
      - wait: door
        timeout: "[inf, inf, 1, inf][self.index]"
  porter: {steps: [{sleep: 3}, {pulse: door}, {sleep: 3}, {open: door}]}
)",
                 "door") == R"(mean_waiting 0.75
sd_waiting 0.82915619758885
min_waiting 0
max_waiting 2
mean_wait 1.6666666666666667
sd_wait 1.5275252316519468
min_wait 0
max_wait 3
p50_wait 2
p90_wait 2.8
p95_wait 2.9
p99_wait 2.98
passed 3
reneges 1
)");
}

TEST_CASE("processes: those under way count, those not started do not") {
  const std::string model = R"(
until: 8
processes:
  job: {count: 0, args: [time], steps: [{sleep: time}]}
  late: {start: 6, steps: [{sleep: 1}]}
  never: {start: 20, steps: [{sleep: 1}]}
  called_off: {start: 20, steps: [{sleep: 1}]}
  source:
    steps:
      - {spawn: job, args: {time: 4}}
      - sleep: 2
      - {spawn: job, args: {time: 100}}
      - cancel: called_off
)";
  CHECK(stats_of(model, "job") == R"(begun 2
finished 1
mean_stay 4
sd_stay 
min_stay 4
max_stay 4
p50_stay 4
p90_stay 4
p95_stay 4
p99_stay 4
mean_count 1.25
sd_count 0.4330127018922193
min_count 0
max_count 2
)");
  CHECK(stats_of(model, "late").starts_with("begun 1\nfinished 1\nmean_stay 1\n"));
  const std::string none =
      "begun 0\nfinished 0\nmean_stay \nsd_stay \nmin_stay \nmax_stay \np50_stay \np90_stay \np95_stay "
      "\np99_stay \nmean_count 0\nsd_count 0\nmin_count 0\nmax_count 0\n";
  CHECK(stats_of(model, "never") == none);
  CHECK(stats_of(model, "called_off") == none);
}

TEST_CASE("what a model collects: tally, track, count") {
  const std::string model = R"(
until: 8
processes:
  p:
    steps:
      - tally: {size: 1}
      - track: {level: 2}
      - count: seen
      - sleep: 2
      - tally: {size: 2}
      - track: {level: 4}
      - count: seen
      - tally: {size: 6}
      - if: false
        then: [{tally: {nothing: 1}}, {track: {nowhere: 1}}]
)";
  CHECK(stats_of(model, "size") ==
        "count 3\nmean 3\nsd 2.6457513110645907\nmin 1\nmax 6\np50 2\np90 5.2\np95 5.6\np99 5.92\nsum 9\n");
  CHECK(stats_of(model, "level") ==
        "mean 3.5\nsd 0.8660254037844386\nmin 2\nmax 4\np50 4\np90 4\np95 4\np99 4\nlast 4\nsum 28\n");
  CHECK(stats_of(model, "seen") == "count 2\n");
  CHECK(stats_of(model, "nothing") == "count 0\nmean \nsd \nmin \nmax \np50 \np90 \np95 \np99 \nsum 0\n");
  CHECK(stats_of(model, "nowhere") == "mean \nsd \nmin \nmax \np50 \np90 \np95 \np99 \nlast \nsum 0\n");
}

TEST_CASE("histograms count observations, and measure how long a value was in each cell") {
  CHECK(asim({"run", "-", "--outputs", "-", "--warmup", "1"}, R"(
until: 8
params: {wide: 10}
processes:
  p:
    steps:
      - track: {level: 2}
      - sleep: 2
      - track: {level: 4}
      - for: x
        in: [-1, 0, 2.5, 5, 5, 9, 10]
        do: [{tally: {size: x}}]
      - sleep: 4
      - track: {level: 2}
      - if: false
        then: [{tally: {nothing: 1}}, {track: {nowhere: 1}}]
outputs:
  sizes: histogram(size, [0, 5, wide])
  one: histogram(size, [5])
  level: histogram(level, [2, 3, 4, 5])
  nothing: histogram(nothing, [0])
  nowhere: histogram(nowhere, [0])
  list: histogram([3, 1, 2], [2])
)")
            .out ==
        "name,value\nsizes,\"[1, 2, 3, 1]\"\none,\"[3, 4]\"\nlevel,\"[0, 3, 0, 4, 0]\"\nnothing,\"[0, 0]\"\n"
        "nowhere,\"[0, 0]\"\nlist,\"[1, 2]\"\n");
}

TEST_CASE("members of arrays, owned objects, instances: in the order of the file") {
  const CommandResult result = asim({"run", "-", "--stats", "-"}, R"(
processes:
  b: {count: 2, queues: {inbox: {}}, steps: [{sleep: 1}, {count: z}, {tally: {y: 1}}, {tally: {x: 1}}]}
  a: {steps: [{sleep: 1}]}
queues: {line: {count: 2}, last: {}}
resources: {r: {}}
)");
  std::string objects, before;
  for (std::size_t at = 0; at < result.out.size(); at = result.out.find('\n', at) + 1) {
    const std::string object = result.out.substr(at, result.out.find(',', at) - at);
    if (object != before) objects += object + " ";
    before = object;
  }
  CHECK(objects == "object r line[0] line[1] last b[0].inbox b[1].inbox b a y x z ");
}

TEST_CASE("every statistic of an object or process type is an expression, quantiles too") {
  const std::string outputs = R"(
outputs: {wait: desk.mean_wait, q: desk.p90_wait, down: desk.time_down, stay: guest.p50_stay, begun: guest.begun}
)";
  CHECK(asim({"run", "-", "--outputs", "-"}, kDesk + outputs).out ==
        "name,value\nwait,1.25\nq,2.7\ndown,0\nstay,4\nbegun,7\n");
  // Of an object that is known only in the run, too.
  CHECK(asim({"run", "-", "--outputs", "-"}, kDesk + "outputs: {q: '[desk][0].p90_wait'}\n").out ==
        "name,value\nq,2.7\n");
}

// ---- the warm-up ----

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

// ---- Little's law ----

TEST_CASE("Little's law holds to the bit in random models, whose times are whole") {
  std::size_t accounts = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    const std::string text = reference::to_yaml(reference::generate(seed));
    const std::unique_ptr<LoadedModel> model = load_model_text("random.yaml", text);
    REQUIRE(model->valid());
    Recorder recorder;
    rows::add_all_to(recorder);
    recorder.begin();
    const RunOptions options;
    Simulation simulation(model->program, options, recorder);
    if (simulation.run(nullptr).error) continue;
    for (const Account& account : accounts_of(simulation.state())) {
      CAPTURE(account.name);
      CHECK_MESSAGE(account.integral == account.times, text);
      if (account.integral > 0) ++accounts;
    }
  }
  CHECK(accounts > 1000);
}

TEST_CASE("Little's law holds after a warm-up, whoever waits, is granted or leaves then") {
  const CommandResult result = asim({"run", "-", "-q", "--verify", "--warmup", "2.5"}, kDesk);
  CHECK(result.err == "");
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    const std::string text = reference::to_yaml(reference::generate(seed));
    const std::unique_ptr<LoadedModel> model = load_model_text("random.yaml", text);
    Recorder recorder;
    rows::add_all_to(recorder);
    recorder.begin();
    RunOptions options;
    options.verify = true;
    options.warmup = 3;
    Simulation simulation(model->program, options, recorder);
    if (!simulation.problems().empty()) continue;
    const RunResult run = simulation.run(nullptr);
    const std::string error = run.error ? run.error->message : "";
    CHECK_MESSAGE(!error.starts_with("conservation violated"), error << "\n" << text);
  }
}

}  // namespace asim::test
