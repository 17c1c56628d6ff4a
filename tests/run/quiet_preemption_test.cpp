// Preemptions in quiet runs, which have ways of their own for the usual ones: random models must come out as
// they do when each step is carried out at length.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <string>

#include "quiet_outputs.h"

namespace asim::test {
namespace {

class RandomModel {
public:
  explicit RandomModel(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string text = fmt::format(R"(model: preemptions
until: 300
timeline: []
vars: {{trail: 0, lost: 0}}
resources:
  desk: {{capacity: {}, order: {}}}
  clerk: {{capacity: {}}}
processes:
)",
                                   capacity_, chance(3) ? "lifo" : "fifo", pick(1, 2));
    for (int type = 0; type < 4; ++type) text += process(type);
    return text + R"(outputs:
  trail: trail
  lost: lost
  preemptions: desk.preemptions + 1000 * clerk.preemptions
  utilization: desk.utilization
  wait: desk.mean_wait
  reneges: desk.reneges
  line: desk.mean_waiting
)";
  }

private:
  int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  bool chance(int of) { return pick(1, of) == 1; }

  std::string process(int type) {
    const std::string resource = chance(4) ? "clerk" : "desk";
    const int amount = resource == "desk" ? pick(1, capacity_) : 1;
    std::string with = fmt::format("with: {}\n                amount: {}\n                priority: {}\n",
                                   resource, amount, pick(0, 3));
    if (!chance(3)) with += "                preempt: true\n";
    if (chance(3)) with += fmt::format("                on_preempt: {}\n", chance(2) ? "resume" : "restart");
    if (chance(3)) with += fmt::format("                timeout: {}\n", pick(0, 4));
    return fmt::format(R"yaml(  p{0}:
    count: {1}
    vars:
      me: {0}
    steps:
      - loop: forever
        do:
          - sleep: randint(0, {2})
          - try:
              - {3}                do:
                  - set:
                      trail: trail * 0.75 + now * (me + 1)
                  - sleep: randint(0, {4})
                  - set:
                      trail: trail * 0.75 + now / (me + 1)
            on_interrupt:
              - set:
                  lost: lost + 1
)yaml",
                       type, pick(1, 3), pick(1, 5), with, pick(1, 4));
  }

  std::mt19937 random_;
  int capacity_ = pick(1, 3);
};

}  // namespace

TEST_CASE("random preemptions come out the same in quiet runs") {
  int preempting = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const std::string model = RandomModel(seed).text();
    INFO(model);
    const std::string outputs = same_outputs(model);
    REQUIRE(outputs.find("trail,") != std::string::npos);
    preempting += outputs.find("\npreemptions,0\n") == std::string::npos;
  }
  CHECK(preempting >= 30);
}

}  // namespace asim::test
