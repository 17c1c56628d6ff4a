#include "run/declarations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "base/numbers.h"
#include "engine/queue.h"
#include "program/evaluate.h"
#include "program/heap.h"
#include "program/state.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {
namespace {

constexpr Key kProcessKeys[] = {
    {"about", KeyType::literal, false, "", "what it is"},
    {"count", KeyType::whole, false, "1", "how many instances begin by themselves; 0 where only `spawn` makes them"},
    {"start", KeyType::number, false, "0", "when they begin"},
    {"arrivals", KeyType::mapping, false, "", "when instances arrive from outside"},
    {"args", KeyType::names, false, "", "the names of what `spawn` passes"},
    {"vars", KeyType::mapping, false, "", "its variables, evaluated in order as an instance begins"},
    {"name", KeyType::text, false, "", "what an instance is called: \"Machine {self.index}\""},
    {"queues", KeyType::mapping, false, "", "queues that every instance has for itself"},
    {"steps", KeyType::steps, true, "", "what it does"},
};

constexpr Key kProcedureKeys[] = {
    {"about", KeyType::literal, false, "", "what it does"},
    {"args", KeyType::names, false, "", "the names of what `call` passes"},
    {"steps", KeyType::steps, true, "", "its steps"},
};

constexpr Key kParameterKeys[] = {
    {"default", KeyType::value, true, "", "the value if nothing else is said"},
    {"about", KeyType::literal, false, "", "what it means"},
    {"min", KeyType::number, false, "", "the least value allowed"},
    {"max", KeyType::number, false, "", "the largest value allowed"},
};

constexpr Key kQueueKeys[] = {
    {"capacity", KeyType::whole, false, "inf", "how many items it takes"},
    {"order", KeyType::literal, false, "fifo", "fifo: first come first out; lifo: last come first out; priority"},
    {"count", KeyType::whole, false, "", "makes it an array of that many: `name[i]`"},
    {"about", KeyType::literal, false, "", "what it is"},
};

constexpr ObjectSection kSections[] = {
    {"queues", ObjectKind::queue, &ModelTree::queues, kQueueKeys, "a queue"},
};

constexpr std::pair<std::string_view, QueueOrder> kQueueOrders[] = {
    {"fifo", QueueOrder::fifo}, {"lifo", QueueOrder::lifo}, {"priority", QueueOrder::priority}};

std::uint8_t read_order(const Node& node, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const auto& [name, order] : kQueueOrders) {
    if (node.is_scalar() && node.text == name) return static_cast<std::uint8_t>(order);
    names.push_back(name);
  }
  std::string label = suggestion(node.text, names);
  for (const std::string_view name : names) {
    if (!node.text.empty() && name.starts_with(node.text)) label = fmt::format("did you mean `{}`?", name);
  }
  diagnostics.error(node.span, fmt::format("`order:` must be one of {}", fmt::join(names, ", ")), label);
  return 0;
}

// ---- ops ----

class Rename final : public Op {
 public:
  explicit Rename(Argument name) : name_(name) {}
  const Op* execute(Frame& frame) const override {
    fmt::memory_buffer buffer;
    const std::string_view text = evaluate_text(name_.operand, frame, buffer);
    frame.self->name = Value::adopt(Text::make(frame.state.pool, text));
    return next;
  }
  std::string dump() const override { return "rename"; }

 private:
  Argument name_;
};

class Initial final : public Op {
 public:
  Initial(std::uint32_t slot, Argument value) : slot_(slot), value_(value) {}
  const Op* execute(Frame& frame) const override {
    frame.own[slot_] = evaluate(value_.operand, frame);
    return next;
  }
  std::string dump() const override { return fmt::format("initial {}", slot_); }

 private:
  std::uint32_t slot_;
  Argument value_;
};

// ---- parameters ----

/// The names in the plain scalars of a node.
void find_names(const Node& node, std::vector<std::string>& names) {
  if (node.is_plain()) {
    std::string word;
    for (const char c : node.text + " ") {
      if (c == '_' || std::isalnum(static_cast<unsigned char>(c))) {
        word += c;
      } else if (!word.empty()) {
        names.push_back(std::exchange(word, {}));
      }
    }
  }
  for (const Node* item : node.items) find_names(*item, names);
  for (const Node::Member& member : node.members) find_names(*member.value, names);
}

class Sorter {
 public:
  Sorter(const std::vector<Declaration>& params, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
    for (const Declaration& p : params) by_name_.try_emplace(p.name->text, Entry{&p});
    for (const Declaration& p : params) visit(p);
  }
  std::vector<OrderedParameter> sorted;

 private:
  enum class Mark { none, open, done };
  struct Entry {
    const Declaration* declaration;
    Mark mark = Mark::none;
    bool in_cycle = false;
  };

  void visit(const Declaration& p) {
    Entry& entry = by_name_.find(p.name->text)->second;
    if (entry.declaration != &p) {  // a duplicate, reported when it is declared
      sorted.push_back({&p});
      return;
    }
    if (entry.mark == Mark::done) return;
    if (entry.mark == Mark::open) return report_cycle(entry);
    entry.mark = Mark::open;
    open_.push_back(&entry);
    std::vector<std::string> names;
    const Node* fallback = p.value->is_mapping() ? p.value->find("default") : p.value;
    if (fallback) find_names(*fallback, names);
    for (const std::string& name : names) {
      const auto used = by_name_.find(name);
      if (used != by_name_.end()) visit(*used->second.declaration);
    }
    open_.pop_back();
    entry.mark = Mark::done;
    sorted.push_back({&p, entry.in_cycle});
  }

  void report_cycle(const Entry& first) {
    std::string path;
    for (auto at = std::find(open_.begin(), open_.end(), &first); at != open_.end(); ++at) {
      (*at)->in_cycle = true;
      path += (*at)->declaration->name->text + " → ";
    }
    const Node& name = *first.declaration->name;
    diagnostics_.error(name.span, fmt::format("parameter `{}` depends on itself: a cycle", name.text), path + name.text);
  }

  Diagnostics& diagnostics_;
  std::map<std::string, Entry> by_name_;
  std::vector<Entry*> open_;  // from the one that is looked at outwards
};

}  // namespace

std::span<const Key> process_keys() { return kProcessKeys; }
std::span<const Key> procedure_keys() { return kProcedureKeys; }
std::span<const Key> parameter_keys() { return kParameterKeys; }
std::span<const ObjectSection> object_sections() { return kSections; }

ObjectDeclaration ObjectSection::kind_of(const Declaration& declaration, Diagnostics& diagnostics) const {
  ObjectDeclaration object;
  object.kind = kind;
  object.name = declaration.name->text;
  object.span = declaration.name->span;
  const Node& node = *declaration.value;
  if (node.is_null() || !check_keys(node, keys, what, diagnostics)) return object;
  object.is_array = node.find("count") != nullptr;
  if (const Node* order = node.find("order")) object.order = read_order(*order, diagnostics);
  return object;
}

/// A list that gives the members of an array their capacities has one for each.
void check_members_of_array(const Node& node, Diagnostics& diagnostics) {
  const Node* count = node.is_mapping() ? node.find("count") : nullptr;
  const Node* capacity = node.is_mapping() ? node.find("capacity") : nullptr;
  if (!capacity || !capacity->is_list()) return;
  const std::size_t given = capacity->items.size();
  const std::optional<double> wanted = count ? parse_number(count->text) : 1.0;
  if (!count) {
    diagnostics.error(capacity->span, "a list of capacities without `count:`");
  } else if (wanted && *wanted > static_cast<double>(given)) {
    diagnostics.error(capacity->span, fmt::format("the list has {}, too few for this array of {}",
                                                  plural(given, "member"), number_text(*wanted)));
  }
}

void compile_settings(ObjectDeclaration& object, const Node& node, StepCompiler& c) {
  const auto setting = [&](std::string_view key, StepCompiler::Range range) -> Operand {
    const Node* value = node.is_mapping() ? node.find(key) : nullptr;
    if (!value) return {};
    const Argument argument = c.compile(*value, Use::expression, types::number | types::list);
    c.check_range(argument, range);
    for (const Node* member : value->items) c.check_range(c.compile(*member, Use::expression, types::number), range);
    return argument.operand;
  };
  object.count = setting("count", {0, true, "a count must be a whole number and not negative"});
  object.capacity = setting("capacity", {1, true, "a capacity must be a whole number of at least 1"});
  check_members_of_array(node, c.diagnostics());
  object.capacity_span = node.is_mapping() && node.find("capacity") ? node.find("capacity")->span : object.span;
}

ParameterNodes read_parameter(const Node& node, Diagnostics& diagnostics) {
  if (!node.is_mapping()) return {&node};
  if (!check_keys(node, kParameterKeys, "a parameter", diagnostics)) return {};
  return {node.find("default"), node.find("about"), node.find("min"), node.find("max")};
}

std::vector<OrderedParameter> in_order_of_use(const std::vector<Declaration>& params, Diagnostics& diagnostics) {
  return Sorter(params, diagnostics).sorted;
}

std::optional<std::vector<std::string>> read_timeline(const Node& node, Diagnostics& diagnostics) {
  std::vector<const Node*> items(node.items);
  if (node.is_scalar()) items.push_back(&node);
  const std::vector<std::string_view> known = rows::names();
  std::vector<std::string> kinds;
  for (const Node* item : items) {
    if (item->text == "all") return std::nullopt;
    if (item->text == "none") continue;
    if (!item->is_scalar() || std::find(known.begin(), known.end(), item->text) == known.end()) {
      diagnostics.error(item->span, fmt::format("no kind of timeline row is called `{}`", item->text),
                        suggestion(item->text, known));
      continue;
    }
    kinds.push_back(item->text);
  }
  return kinds;
}

void emit_return(StepCompiler& c, Span span) { c.emit<End>(span); }
void emit_rename(StepCompiler& c, Span span, Argument name) { c.emit<Rename>(span, name); }
void emit_initial(StepCompiler& c, Span span, std::uint32_t slot, Argument value) { c.emit<Initial>(span, slot, value); }

}  // namespace asim
