// Times as people write them, and dates in the outputs.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {
namespace {

std::string rows(const std::string& model, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"run", "-", "--verify", "-f", "csv", "--timeline", "log,capacity"};
  words.insert(words.end(), more.begin(), more.end());
  const CommandResult result = asim(words, model);
  return result.exit_code == 0 ? result.out.substr(result.out.find('\n') + 1) : result.err;
}

}  // namespace

TEST_CASE("durations and times of day in every place where a time is due") {
  CHECK(rows(R"(
time_unit: minutes
until: 1 day 2h
resources: {desk: {schedule: [["09:00", 2], ["17:30", 0]], period: 1 day, capacity: 0}}
processes:
  a:
    start: "08:30"
    steps:
      - log: "{now} {desk.capacity}"
      - sleep: 1h30m
      - log: "{now} {desk.capacity} {2 hours + 3 * 1 min}"
      - sleep_until: "17:45"
      - log: "{now} {desk.capacity}"
      - acquire: desk
        timeout: "00:15"
        on_timeout: [{log: "{now}"}]
  b:
    arrivals: {at: ["10:00", 11h, 720], until: "11:30"}
    steps: [{log: "{now}"}]
  c:
    arrivals: {every: 5 hours, first: "06:00", count: 2}
    steps: [{log: "{now}"}]
)") == "360,c[0],log,,360\n510,a,log,,510 0\n540,,capacity,desk,2\n600,b[0],log,,600\n"
       "600,a,log,,600 2 123\n660,c[1],log,,660\n660,b[1],log,,660\n1050,,capacity,desk,0\n"
       "1065,a,log,,1065 0\n1080,a,log,,1080\n");
}

TEST_CASE("`sleep_until` a time of day is the next one, now if it is that time") {
  CHECK(rows(R"(
time_unit: hours
until: 3 days
processes:
  guard:
    start: "09:15"
    steps:
      - loop: forever
        do:
          - sleep_until: "09:15"
          - log: "{now} {time_of_day(now)}"
          - sleep: 20 min
)") == "9.25,guard,log,,9.25 9.25\n33.25,guard,log,,33.25 9.25\n57.25,guard,log,,57.25 9.25\n");
}

TEST_CASE("with an epoch, dates: in what is read, in tables, and in CSV if asked for") {
  const std::string model = R"(
time_unit: hours
epoch: 2028-02-28 08:00
until: 2028-03-01 12:00
resources: {desk: {schedule: [["07:00", 2], ["19:00", 1]], period: 1 day}}
processes:
  clerk:
    start: "09:15"
    steps:
      - log: "{date(now)} {weekday(now)} {desk.capacity}"
      - sleep_until: 2028-02-29 10:30
      - log: "{now} {date(now)} {now == time('2028-02-29 10:30')}"
      - sleep: 1 / 7
      - log: later
)";
  CHECK(rows(model) ==
        "1.25,clerk,log,,2028-02-28 09:15:00 0 2\n11,,capacity,desk,1\n23,,capacity,desk,2\n"
        "26.5,clerk,log,,26.5 2028-02-29 10:30:00 true\n26.642857142857142,clerk,log,,later\n"
        "35,,capacity,desk,1\n47,,capacity,desk,2\n");
  CHECK(rows(model, {"--dates", "--until", "27"}) ==
        "2028-02-28 09:15:00,clerk,log,,2028-02-28 09:15:00 0 2\n2028-02-28 19:00:00,,capacity,desk,1\n"
        "2028-02-29 07:00:00,,capacity,desk,2\n"
        "2028-02-29 10:30:00,clerk,log,,26.5 2028-02-29 10:30:00 true\n"
        "2028-02-29 10:38:34.286,clerk,log,,later\n");
  CHECK(asim({"run", "-", "--timeline", "log"}, model).out ==
        "               time  process  detail\n"
        "2028-02-28 09:15:00  clerk    2028-02-28 09:15:00 0 2\n"
        "2028-02-29 10:30:00  clerk    26.5 2028-02-29 10:30:00 true\n"
        "2028-02-29 10:38:34  clerk    later\n\n"
        "ended at 2028-03-01 12:00:00, 52 hours: the horizon is reached\n");
  CHECK(asim({"run", "-", "--timeline", "log", "-f", "jsonl", "--dates"}, model)
            .out.starts_with("{\"time\":\"2028-02-28 09:15:00\","));
}

TEST_CASE("`--dates` needs an epoch") {
  const CommandResult result = asim({"run", "-", "--dates"}, "processes: {p: {steps: [{sleep: 1}]}}\n");
  CHECK(result.exit_code == 2);
  CHECK(result.err.starts_with("error: --dates needs a model with `epoch:`\n"));
}

TEST_CASE("names that look like units stay names") {
  CHECK(rows(R"(
params: {days: 3, h: 2, m: 4}
processes:
  p: {steps: [{log: "{days * h} {m} {2 * h}"}]}
)") == "0,p,log,,6 4 4\n");
}

}  // namespace asim::test
