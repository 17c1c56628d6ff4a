// A small model in C++, for the random-model tests: what the generator makes, to_yaml prints and the
// reference interpreter runs. It names the part of the language (LANGUAGE.md, sections 1 to 3) that those
// tests cover.
//
// Objects and process types are named by their kind's letter and their index: `q0`, `r1`, `p2`. Every process
// has the variables `x` (a whole number), `got` (the last item, result or cause) and `won` (the last value of
// a composition); all share the number `total`. All times, amounts, priorities and items are whole numbers,
// so that much happens in the same instant.
#pragma once

#include <optional>
#include <vector>

namespace asim::test::reference {

enum class Order { fifo, lifo, priority };

struct Queue {
  int capacity = 0;  // 0: unlimited
  Order order = Order::fifo;
};

struct Resource {
  int capacity = 1;
};

struct Container {
  int capacity = 1;
  int level = 0;
  bool first_fit = false;
};

struct Gate {
  bool open = false;
};

enum class Kind {
  sleep,       // amount: how long; kForever
  get,         // object: a queue; count, where; its item, or the list of them, becomes `got`
  put,         // object: a queue; the item is x + amount; priority
  take,        // object: a container; amount
  fill,        // object: a container; amount
  acquire,     // object: a resource; amount, priority
  release,     // object: a resource; amount, kAll
  with,        // object: a resource; amount, priority, body
  wait,        // object: a gate
  wait_total,  // until total >= amount
  remove,      // object: a queue; where; the item, or null, becomes `got`
  open,        // object: a gate
  close,       // object: a gate
  pulse,       // object: a gate
  loop,        // amount: how often; body
  if_even,     // body if x is even, otherwise `otherwise`
  log,         // amount: a number for the text, which shows all variables
  advance,     // x becomes (x + amount) % 5
  add,         // total becomes total + x
  spawn,       // object: a process type; child: which variable gets it; the argument x is x + amount
  join,        // target; its result becomes `got`
  finish,      // ends the process with the result x + amount
  first_of,    // parts; each part's body is its `then`; the winner's name becomes `won`
  all_of,      // parts; the record of their values becomes `won`
  branch,      // a part whose body runs as a child process, with its parent's variables and name
  attempt,     // body; `otherwise` on an interrupt, whose cause becomes `got`; finally
  interrupt,   // target; amount: the cause
  cancel,      // target
};

inline constexpr int kForever = -1;
inline constexpr int kAll = 0;

/// An instance: the one that a variable of the process refers to, or a declared one.
struct Target {
  std::optional<int> child;
  int type = 0;
  int index = 0;
};

/// The items that a getter takes: those with item % modulus == remainder.
struct Where {
  int modulus = 1;
  int remainder = 0;
};

struct Step {
  Kind kind = Kind::log;
  int object = 0;
  int amount = 1;
  int priority = 0;
  int count = 0;  // of a get; 0: a single item
  int child = 0;
  bool keeps = true;  // a get or a join writes `got`
  std::optional<Where> where = {};
  std::optional<int> timeout = {};
  Target target = {};
  std::vector<Step> parts = {};
  std::vector<Step> body = {};
  std::vector<Step> otherwise = {};  // of an `if`; after a timeout; on an interrupt
  std::vector<Step> finally = {};
};

struct ProcessType {
  int count = 1;  // 0: only spawned, with the argument x, or arriving
  int start = 0;
  int arrivals = 0;  // how many arrive
  int every = 0;     // one of them
  int x = 0;
  std::vector<Step> steps;
};

struct Model {
  std::optional<int> until;
  std::vector<Queue> queues;
  std::vector<Resource> resources;
  std::vector<Container> containers;
  std::vector<Gate> gates;
  std::vector<ProcessType> processes;
};

}  // namespace asim::test::reference
