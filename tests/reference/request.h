// What the reference interpreter's processes wait for.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reference/model.h"

namespace asim::test::reference {

struct Process;

/// A value as `log` shows it.
struct Value {
  std::string text = "null";
  bool quoted_inside = false;  // in a list or record it stands in quotes

  std::string inside() const { return quoted_inside ? '"' + text + '"' : text; }
};

struct Item {
  int value = 0;
  int priority = 0;
  int order = -1;  // of its being put into the queue
};

/// A step that a process carries out or waits for. A composition has a request for each of its parts.
struct Request {
  enum class State { new_, waiting, granted };

  Request(const Step& of, Process& by, Request* group) : step(of), process(by), parent(group) {
    for (const Step& part : of.parts) parts.push_back(std::make_unique<Request>(part, by, this));
  }

  const Step& step;
  Process& process;
  Request* parent;  // null: this is the process's whole step
  std::vector<std::unique_ptr<Request>> parts;
  State state = State::new_;
  Item item;                // what a put offers
  std::vector<Item> taken;  // what a get was granted
  Value value;
  std::size_t winner = 0;    // of first_of
  Process* child = nullptr;  // of a branch
};

/// The single requests of a composition that are in a line or were granted, in the order in which they serve
/// others.
void add_leaves(Request& request, std::vector<Request*>& leaves);

}  // namespace asim::test::reference
