// Stores with many getters that look for something: whom an item goes to, and what a getter takes, is the
// same whether they are looked up or all are asked. A condition that is not written as an equality is never
// looked up.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "support/command.h"

namespace asim::test {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

struct Variant {
  std::string order, plain, capacity;
};

// The getters outnumber the items at first, later it is the other way round.
std::string market(const Variant& variant, bool is_looked_up) {
  std::string model = R"yaml(model: a market
timeline: [log]
until: 400
queues: {stall: {order: ORDER, capacity: CAPACITY}}
processes:
  collector:
    count: 120
    vars: {mine: self.index % 40}
    steps:
      - loop: 6
        do:
          - sleep: exponential(mean=30)
          - get: stall
            where: EQ(item.id,mine)
            as: found
            timeout: choice([5, 50, inf])
            on_timeout: [log: gives up]
          - log: has {found}
  choosy:
    count: 50
    vars: {red: "red"}
    steps:
      - loop: 3
        do:
          - sleep: exponential(mean=40)
          - get: stall
            where: EQ(red,item.colour) and item.size > 2
            as: found
          - log: has {found}
  hasty:
    count: 20
    vars: {mine: self.index}
    steps:
      - loop: 3
        do:
          - first_of:
              thing: {get: stall, where: "EQ(item.size,mine)", as: found, then: [log: "has {found}"]}
              late: {sleep: exponential(mean=20)}
  passer_by:
    count: PLAIN
    steps:
      - loop: 5
        do:
          - sleep: exponential(mean=50)
          - get: stall
            as: found
          - log: takes {found}
  trader:
    count: 4
    steps:
      - sleep: 30
      - loop: 300
        do:
          - sleep: exponential(mean=1)
          - put: stall
            item: {id: "randint(0, 45)", size: "randint(0, 6)", colour: "choice(['red', 'green', 'blue'])"}
            timeout: 20
)yaml";
  model = replaced(model, "ORDER", variant.order);
  model = replaced(model, "PLAIN", variant.plain);
  model = replaced(model, "CAPACITY", variant.capacity);
  for (std::size_t at = model.find("EQ("); at != std::string::npos; at = model.find("EQ(")) {
    const std::size_t comma = model.find(',', at), end = model.find(')', at);
    const std::string left = model.substr(at + 3, comma - at - 3),
                      right = model.substr(comma + 1, end - comma - 1);
    model.replace(
        at, end + 1 - at,
        is_looked_up ? fmt::format("{} == {}", left, right) : fmt::format("not {} != {}", left, right));
  }
  return model;
}

}  // namespace

TEST_CASE("who is looked up gets what he would get if he were asked") {
  for (const Variant& variant : {Variant{"fifo", "0", "inf"}, Variant{"lifo", "0", "inf"},
                                 Variant{"fifo", "4", "inf"}, Variant{"fifo", "0", "60"}}) {
    for (const char* seed : {"1", "2", "3"}) {
      CAPTURE(variant.order);
      CAPTURE(seed);
      const CommandResult looked_up = asim({"run", "-", "-f", "csv", "--seed", seed}, market(variant, true));
      const CommandResult asked = asim({"run", "-", "-f", "csv", "--seed", seed}, market(variant, false));
      REQUIRE(looked_up.err == "");
      CHECK(looked_up.out.size() > 10'000);
      CHECK(looked_up.out == asked.out);
    }
  }
}

TEST_CASE("nobody is overlooked") {
  const CommandResult result =
      asim({"run", "-", "--verify", "-q", "--until", "50"}, market({"fifo", "0", "inf"}, true));
  CHECK(result.err == "");
  CHECK(result.exit_code == 0);
}

TEST_CASE("equal values are found whatever they are: texts, -0, true, nothing, objects") {
  const CommandResult result = asim({"run", "-", "--outputs", "-", "-q"}, R"yaml(model: odd ones
timeline: []
vars:
  found: 0
  left: 0
  wanted: [0, 1, "red", null, box, inf - inf, 7]
  offered: [-0.0, true, ('r' + 'ed'), null, box, inf - inf, other]
queues: {box: {}, other: {}}
processes:
  seeker:
    count: 60
    vars:
      mine: wanted[self.index % 7]
    steps:
      - get: box
        where: item == mine
        as: x
      - set: {found: found + 1}
  filler:
    steps:
      - sleep: 1
      - loop: 6
        do:
          - for: thing
            in: offered
            do:
              - put: box
                item: thing
      - sleep: 1
      - set: {left: box.length}
outputs: {found: found, left: left}
)yaml");
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nfound,30\nleft,12\n");
}

TEST_CASE("an item that a filter fails on fails the run as if all were asked") {
  for (const char* where : {"item.id == mine", "not item.id != mine"}) {
    const CommandResult result = asim({"run", "-"}, replaced(R"yaml(model: a stranger
timeline: []
queues: {box: {}}
processes:
  seeker:
    count: 60
    vars: {mine: self.index}
    steps:
      - get: box
        where: WHERE
        as: x
      - log: "{x}"
  filler:
    steps:
      - sleep: 1
      - put: box
        item: {id: 59}
      - put: box
        item: {name: "nobody"}
)yaml",
                                                             "WHERE", where));
    CHECK(result.exit_code == 1);
    CHECK(result.err.find("has no member `id`") != std::string::npos);
    CHECK(result.err.find("seeker[0]") != std::string::npos);
  }
}

}  // namespace asim::test
