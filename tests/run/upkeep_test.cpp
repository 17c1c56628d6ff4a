// Resources in the course of time: schedules and downtimes.

#include <doctest/doctest.h>

#include <string>

#include "run/stats_of.h"
#include "support/command.h"

namespace asim::test {
namespace {

/// The timeline without its header, of the kinds named.
std::string timeline(const std::string& model, const std::string& kinds) {
  const CommandResult result = asim({"run", "-", "--verify", "-f", "csv", "--timeline", kinds}, model);
  return result.exit_code == 0 ? result.out.substr(result.out.find('\n') + 1) : result.err;
}

}  // namespace

TEST_CASE("a schedule that begins with the evening holds from the start, without a warning") {
  const CommandResult result = asim({"run", "-", "-f", "csv", "--timeline", "log,capacity"}, R"(
until: 24
resources: {nurse: {schedule: [[22, 3], [6, 1]], period: 24}}
processes: {p: {steps: [{log: "{nurse.capacity}"}]}}
)");
  CHECK(result.err == "");
  CHECK(result.out ==
        "time,process,event,object,detail\n0,p,log,,3\n6,,capacity,nurse,1\n22,,capacity,nurse,3\n");
}

TEST_CASE("a schedule changes the capacity, and holders finish") {
  CHECK(timeline(R"(
until: 30
resources:
  teller:
    capacity: 1
    schedule: [[2, 2], [8, 0], [10, 1]]
    period: 12
processes:
  customer:
    count: 4
    steps:
      - with: teller
        do: [{sleep: 5}]
)",
                 "capacity,with,release") ==
        "0,customer[0],with,teller,1\n2,,capacity,teller,2\n2,customer[1],with,teller,1\n"
        "5,customer[0],release,teller,1\n5,customer[2],with,teller,1\n7,customer[1],release,teller,1\n"
        "7,customer[3],with,teller,1\n8,,capacity,teller,0\n10,customer[2],release,teller,1\n"
        "10,,capacity,teller,1\n12,customer[3],release,teller,1\n14,,capacity,teller,2\n"
        "20,,capacity,teller,0\n22,,capacity,teller,1\n26,,capacity,teller,2\n");
}

TEST_CASE("`on_reduction: preempt` takes from holders, the newest first, and resumed work goes on later") {
  CHECK(timeline(R"(
until: 30
resources:
  teller: {schedule: [[0, 2], [8, 1], [10, 0], [12, 2]], on_reduction: preempt}
processes:
  customer:
    count: 2
    steps:
      - with: teller
        on_preempt: resume
        do: [{sleep: 9}]
)",
                 "release") == "9,customer[0],release,teller,1\n12,customer[1],release,teller,1\n");
}

TEST_CASE("a downtime by time ends with the run, and a process that ends leaves what it owns repaired") {
  CHECK(timeline(R"(
resources: {m: {downtime: {every: 10, for: 5}}}
processes: {p: {steps: [{acquire: m}, {sleep: 3}, {release: m}]}}
)",
                 "down,up,end") == "3,p,end,,\n10,,down,m,5\n15,,up,m,\n");
  CHECK(timeline(R"(
processes:
  machine: {resources: {tool: {downtime: {every: 5, for: 2}}}, steps: [{sleep: 6}]}
  user: {steps: [{sleep: 5.5}, {acquire: machine.tool}, {release: machine.tool}]}
)",
                 "acquire") == "7,user,acquire,machine.tool,1\n");
}

TEST_CASE("utilization is that of the capacity there was") {
  const std::string model = R"(
until: 24
resources: {desk: {schedule: [[0, 2], [8, 0]]}}
processes:
  clerk:
    steps:
      - with: desk
        do: [{sleep: 4}]
)";
  const std::string stats = stats_of(model, "desk");
  CHECK(stats.find("utilization 0.25\n") != std::string::npos);
  CHECK(stats.find("time_down 16\n") != std::string::npos);
  CHECK(stats.find("time_idle 4\n") != std::string::npos);
}

TEST_CASE("a downtime is counted from the end of the repair") {
  CHECK(timeline(R"(
until: 20
resources: {press: {downtime: {every: 5, for: 2}}}
processes:
  idler: {steps: [{sleep: 20}]}
)",
                 "down,up") ==
        "5,,down,press,2\n7,,up,press,\n12,,down,press,2\n14,,up,press,\n19,,down,press,2\n");
}

TEST_CASE("by use, only the time counts in which it is used") {
  CHECK(timeline(R"(
until: 40
resources: {press: {downtime: {every: 4, for: 2, of: use}}}
processes:
  worker:
    steps:
      - loop: 4
        do:
          - with: press
            on_preempt: resume
            do: [{sleep: 3}]
          - sleep: 1
)",
                 "down,up,release") ==
        "3,worker,release,press,1\n5,,down,press,2\n7,,up,press,\n9,worker,release,press,1\n"
        "12,,down,press,2\n14,,up,press,\n15,worker,release,press,1\n19,worker,release,press,1\n"
        "19,,down,press,2\n21,,up,press,\n");
}

TEST_CASE("who is preempted by a downtime learns why, and several downtimes overlap") {
  CHECK(timeline(R"(
until: 16
resources:
  press:
    downtime: [{every: 3, for: 4}, {every: 5, for: 6}]
processes:
  worker:
    steps:
      - try:
          - with: press
            do: [{sleep: 9}]
        on_interrupt:
          - log: "{why.by} {why.resource.name} {why.usage_since} {press.capacity}"
        as: why
      - with: press
        do: [{log: goes on}, {sleep: 0.5}]
)",
                 "log,down,up") ==
        "3,,down,press,4\n3,worker,log,,null press 0 0\n5,,down,press,6\n7,,up,press,\n10,,down,press,4\n"
        "11,,up,press,\n14,,up,press,\n14,worker,log,,goes on\n16,,down,press,6\n");
}

TEST_CASE("members of an array have their own, in lists") {
  CHECK(timeline(R"(
until: 9
resources:
  saw:
    count: 2
    schedule: [[[0, 1], [4, 3]], []]
    downtime: {every: [7, inf], for: [1, 2]}
processes:
  idler: {steps: [{sleep: 9}]}
)",
                 "capacity,down,up") == "4,,capacity,saw[0],3\n7,,down,saw[0],1\n8,,up,saw[0],\n");
}

TEST_CASE("a process can own resources with schedules and downtimes, which end with it") {
  CHECK(timeline(R"(
processes:
  machine:
    count: 2
    resources:
      tool: {downtime: {every: 5 + self.index, for: 1}}
      hand: {schedule: [[0, 1], [2, 0]], period: 4}
    steps:
      - with: tool
        on_preempt: resume
        do: [{sleep: 5.5}]
)",
                 "down,up,end") ==
        "5,,down,machine[0].tool,1\n5.5,machine[1],end,,\n6,,up,machine[0].tool,\n6.5,machine[0],end,,\n");
}

TEST_CASE("`set` changes what the capacity is after the repair") {
  CHECK(timeline(R"(
until: 9
resources: {press: {downtime: {every: 2, for: 4}}}
processes:
  boss:
    steps:
      - sleep: 3
      - set: {press.capacity: 5}
      - log: "{press.capacity}"
      - sleep: 4
      - log: "{press.capacity}"
)",
                 "log") == "3,boss,log,,0\n7,boss,log,,5\n");
}

TEST_CASE("schedules and downtimes do not keep a run going, nor do they end one for which somebody waits") {
  const std::string model = R"(
resources:
  desk: {schedule: [[0, 0], [8, 1], [9, 0]], period: 24, capacity: 0}
  tool: {downtime: {every: 5, for: 1, of: use}}
processes:
  customer:
    count: 2
    steps:
      - with: desk
        do: [{sleep: 2}]
)";
  const CommandResult result = asim({"run", "-", "--timeline", "end"}, model);
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("34  customer[1]") != std::string::npos);
  CHECK(result.out.find("nothing is left to happen") != std::string::npos);
}

TEST_CASE("statistics that begin anew do not begin the account of use anew") {
  CHECK(timeline(R"(
until: 12
warmup: 3
resources: {press: {downtime: {every: 5, for: 1, of: use}}}
processes:
  worker: {steps: [{with: press, on_preempt: resume, do: [{sleep: 10}]}]}
)",
                 "down,up") == "5,,down,press,1\n6,,up,press,\n11,,down,press,1\n12,,up,press,\n");
}

}  // namespace asim::test
