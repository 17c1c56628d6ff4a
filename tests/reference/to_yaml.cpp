#include "reference/to_yaml.h"

#include <fmt/format.h>

#include <string_view>

namespace asim::test::reference {
namespace {

/// The object that a step uses, as the model names it.
std::string object_name(const Step& step) {
  switch (step.kind) {
    case Kind::get:
    case Kind::remove:
    case Kind::put: return fmt::format("q{}", step.object);
    case Kind::take:
    case Kind::fill: return fmt::format("c{}", step.object);
    case Kind::wait:
    case Kind::open:
    case Kind::close:
    case Kind::pulse: return fmt::format("g{}", step.object);
    case Kind::spawn: return fmt::format("p{}", step.object);
    default: return fmt::format("r{}", step.object);
  }
}

class Printer {
public:
  explicit Printer(const Model& model) : model_(model) {}

  std::string print() {
    line(0, "model: random");
    line(0, "timeline: [log]");
    if (model_.until) line(0, fmt::format("until: {}", *model_.until));
    line(0, "vars: {total: 0}");
    print_objects();
    line(0, "processes:");
    for (std::size_t i = 0; i < model_.processes.size(); ++i) print_process(i);
    return std::move(text_);
  }

private:
  void line(int indent, std::string_view content) {
    text_ += std::string(static_cast<std::size_t>(indent), ' ');
    text_ += content;
    text_ += '\n';
  }

  void print_objects() {
    for (std::size_t i = 0; i < model_.queues.size(); ++i) {
      if (i == 0) line(0, "queues:");
      const Queue& queue = model_.queues[i];
      const std::string_view order = queue.order == Order::fifo   ? "fifo"
                                     : queue.order == Order::lifo ? "lifo"
                                                                  : "priority";
      const std::string capacity = queue.capacity > 0 ? fmt::format("capacity: {}, ", queue.capacity) : "";
      line(2, fmt::format("q{}: {{{}order: {}}}", i, capacity, order));
    }
    for (std::size_t i = 0; i < model_.resources.size(); ++i) {
      if (i == 0) line(0, "resources:");
      line(2, fmt::format("r{}: {{capacity: {}}}", i, model_.resources[i].capacity));
    }
    for (std::size_t i = 0; i < model_.containers.size(); ++i) {
      if (i == 0) line(0, "containers:");
      const Container& container = model_.containers[i];
      line(2, fmt::format("c{}: {{capacity: {}, level: {}{}}}", i, container.capacity, container.level,
                          container.first_fit ? ", order: first_fit" : ""));
    }
    for (std::size_t i = 0; i < model_.gates.size(); ++i) {
      if (i == 0) line(0, "gates:");
      line(2, fmt::format("g{}: {{open: {}}}", i, model_.gates[i].open));
    }
  }

  void print_process(std::size_t index) {
    const ProcessType& type = model_.processes[index];
    line(2, fmt::format("p{}:", index));
    if (type.arrivals > 0) {
      line(4, fmt::format("arrivals: {{every: {}, count: {}}}", type.every, type.arrivals));
      line(4, fmt::format("vars: {{x: {}, got: null, won: null}}", type.x));
      return print_list(4, "steps", type.steps);
    }
    line(4, fmt::format("count: {}", type.count));
    if (type.count == 0) {
      line(4, "args: [x]");
      line(4, "vars: {got: null, won: null}");
    } else {
      line(4, fmt::format("start: {}", type.start));
      line(4, fmt::format("vars: {{x: {}, got: null, won: null}}", type.x));
    }
    print_list(4, "steps", type.steps);
  }

  void print_list(int indent, std::string_view key, const std::vector<Step>& steps) {
    if (steps.empty()) return;
    line(indent, fmt::format("{}:", key));
    for (const Step& step : steps) {
      const std::size_t begin = text_.size();
      print_step(indent + 4, step);
      text_[begin + static_cast<std::size_t>(indent) + 2] = '-';
    }
  }

  std::string target_name(const Target& target) const {
    if (target.child) return fmt::format("child{}", *target.child);
    const bool single = model_.processes[static_cast<std::size_t>(target.type)].count == 1;
    if (single && target.index == 0) return fmt::format("p{}", target.type);
    return fmt::format("p{}[{}]", target.type, target.index);
  }

  /// A step that uses an object and says how much of it.
  void print_use(int indent, std::string_view key, const Step& step) {
    line(indent, fmt::format("{}: {}", key, object_name(step)));
    if (step.amount != kAll) line(indent, fmt::format("amount: {}", step.amount));
    if (step.priority != 0) line(indent, fmt::format("priority: {}", step.priority));
  }

  void print_where(int indent, const std::optional<Where>& where) {
    if (where) line(indent, fmt::format("where: item % {} == {}", where->modulus, where->remainder));
  }

  void print_get(int indent, const Step& step) {
    line(indent, fmt::format("get: {}", object_name(step)));
    if (step.keeps) line(indent, "as: got");
    if (step.count > 0) line(indent, fmt::format("count: {}", step.count));
    print_where(indent, step.where);
  }

  void print_group(int indent, std::string_view key, const Step& step, bool outermost) {
    line(indent, fmt::format("{}:", key));
    char name = 'a';
    for (const Step& part : step.parts) {
      if (part.kind == Kind::branch) {
        print_list(indent + 2, std::string(1, name++), part.body);
        continue;
      }
      line(indent + 2, fmt::format("{}:", name++));
      print_step(indent + 4, part, false);
      print_list(indent + 4, "then", part.body);
    }
    if (outermost) line(indent, "as: won");
  }

  void print_step(int indent, const Step& step, bool outermost = true) {
    print_kind(indent, step, outermost);
    if (step.timeout) {
      line(indent, fmt::format("timeout: {}", *step.timeout));
      print_list(indent, "on_timeout", step.otherwise);
    }
  }

  void print_kind(int indent, const Step& step, bool outermost) {
    switch (step.kind) {
      case Kind::sleep:
        return line(indent,
                    step.amount == kForever ? "sleep: forever" : fmt::format("sleep: {}", step.amount));
      case Kind::get: return print_get(indent, step);
      case Kind::put:
        line(indent, fmt::format("put: {}", object_name(step)));
        line(indent, fmt::format("item: x + {}", step.amount));
        if (step.priority != 0) line(indent, fmt::format("priority: {}", step.priority));
        return;
      case Kind::take: return print_use(indent, "get", step);
      case Kind::fill: return print_use(indent, "put", step);
      case Kind::acquire: return print_use(indent, "acquire", step);
      case Kind::release: return print_use(indent, "release", step);
      case Kind::with: print_use(indent, "with", step); return print_list(indent, "do", step.body);
      case Kind::wait: return line(indent, "wait: " + object_name(step));
      case Kind::wait_total: return line(indent, fmt::format("wait_until: total >= {}", step.amount));
      case Kind::open: return line(indent, "open: " + object_name(step));
      case Kind::close: return line(indent, "close: " + object_name(step));
      case Kind::pulse: return line(indent, "pulse: " + object_name(step));
      case Kind::first_of: return print_group(indent, "first_of", step, outermost);
      case Kind::all_of: return print_group(indent, "all_of", step, outermost);
      default: return print_control(indent, step);
    }
  }

  void print_control(int indent, const Step& step) {
    switch (step.kind) {
      case Kind::loop:
        line(indent, fmt::format("loop: {}", step.amount));
        return print_list(indent, "do", step.body);
      case Kind::if_even:
        line(indent, "if: x % 2 == 0");
        print_list(indent, "then", step.body);
        return print_list(indent, "else", step.otherwise);
      case Kind::log:
        return line(indent,
                    fmt::format("log: \"{} x={{x}} got={{got}} won={{won}} total={{total}}\"", step.amount));
      case Kind::advance: return line(indent, fmt::format("set: {{x: (x + {}) % 5}}", step.amount));
      case Kind::add: return line(indent, "set: {total: total + x}");
      case Kind::remove:
        line(indent, "remove: " + object_name(step));
        print_where(indent, step.where ? step.where : Where{});
        return line(indent, "as: got");
      case Kind::spawn:
        line(indent, "spawn: " + object_name(step));
        line(indent, fmt::format("args: {{x: x + {}}}", step.amount));
        return line(indent, fmt::format("as: child{}", step.child));
      case Kind::join:
        line(indent, "join: " + target_name(step.target));
        if (step.keeps) line(indent, "as: got");
        return;
      case Kind::finish: return line(indent, fmt::format("return: x + {}", step.amount));
      case Kind::attempt:
        print_list(indent, "try", step.body);
        if (!step.otherwise.empty()) line(indent, "as: got");
        print_list(indent, "on_interrupt", step.otherwise);
        return print_list(indent, "finally", step.finally);
      case Kind::interrupt:
        line(indent, "interrupt: " + target_name(step.target));
        return line(indent, fmt::format("cause: {}", step.amount));
      default: return line(indent, "cancel: " + target_name(step.target));
    }
  }

  const Model& model_;
  std::string text_;
};

}  // namespace

std::string to_yaml(const Model& model) { return Printer(model).print(); }

}  // namespace asim::test::reference
