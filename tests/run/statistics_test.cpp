// The statistics of a run: exact numbers on small models for every statistic of every kind.

#include <doctest/doctest.h>

#include <string>

#include "run/stats_of.h"

namespace asim::test {

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

TEST_CASE("a histogram of many observations is exact if its edges are known before the run") {
  const std::string outputs = asim({"run", "-", "-q", "--outputs", "-", "-p", "middle=3.002"}, R"(
timeline: []
warmup: 1
params: {middle: 3}
processes:
  p:
    steps:
      - {tally: {size: 100}}
      - sleep: 2
      - loop: 150000
        as: i
        do:
          - tally: {size: "3 if i < 100000 else 3.004"}
outputs:
  one: histogram(size, [3, middle, 3.004])
  other: histogram(size, [middle - 0.001, 1000 * middle])
)")
                                  .out;
  CHECK(outputs == "name,value\none,\"[0, 100000, 0, 50000]\"\nother,\"[100000, 50000, 0]\"\n");
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

}  // namespace asim::test
