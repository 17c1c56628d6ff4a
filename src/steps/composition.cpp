// first_of, all_of: waiting for several things at once.
//
// A branch is a step that waits, whose op makes the event, or a list of steps, which runs as a child process
// whose end is the event. The steps under `then:` of a branch, and those of the children, are emitted behind
// the op:
//
//           first_of a: op, b: [steps]
//           jump past
//   child   steps of b; end
//   then_a  steps; jump past
//   past
//
// In nested groups the `then` steps of an inner winner come before those of the outer branch that it belongs
// to. Of an all_of several parts may have inner winners: their `then` steps come in the order of the parts,
// by way of a ContinueParts.

#include <fmt/format.h>

#include "steps/all_of.h"
#include "steps/compiler.h"
#include "steps/first_of.h"

namespace asim {
namespace {

// ---- compiling ----

/// Compiles the branches of one group. The code of their children and their `then` steps is left to the
/// compiler.
class BranchCompiler {
public:
  BranchCompiler(StepCompiler& c, const StepNode& s, GroupOp& op)
      : c_(c), step_(s), op_(op), all_(dynamic_cast<AllOfOp*>(&op)) {}

  void compile() {
    const Node* node = step_.argument();
    if (!node || node->is_null()) return;
    if (!node->is_mapping()) {
      c_.diagnostics().error(node->span,
                             fmt::format("`{}:` must be a mapping of names to steps", step_.kind.name));
      return;
    }
    if (node->members.empty()) {
      c_.diagnostics().error(node->span, fmt::format("`{}:` has nothing to wait for", step_.kind.name));
    }
    op_.branches.reserve(node->members.size());  // what is emitted later refers to the branches
    for (const Node::Member& member : node->members) branch(*member.key, *member.value);
  }

private:
  void branch(const Node& name, const Node& node) {
    Branch& branch = op_.branches.emplace_back();
    branch.name = name.text;
    branch.text = c_.program().expressions.texts.text(name.text);
    if (node.is_list()) {
      c_.program().has_branches = true;
      auto child = std::make_unique<ChildOp>(c_.branch_type());
      c_.emit_later({&node, &child->entry, BehindOp::Kind::child, c_.enclosing_then()});
      child->span = name.span;
      branch.op = std::move(child);
    } else {
      branch.op = waiting_step(node, branch);
    }
    if (!branch.op) op_.branches.pop_back();
  }

  std::unique_ptr<WaitingOp> waiting_step(const Node& node, Branch& branch) {
    const std::optional<StepNode> read = read_step(node, c_.diagnostics());
    if (!read) return nullptr;
    if (!read->kind.waits()) {
      c_.diagnostics().error(read->span,
                             fmt::format("`{}` does not wait: it cannot be a branch", read->kind.name),
                             "a list of steps can: it runs as a process of its own");
      return nullptr;
    }
    if (const Node::Member* timeout = read->node.find_member("timeout")) {
      c_.diagnostics().error(timeout->key->span, "a branch takes no timeout", "add a branch that sleeps");
    }
    if (const Node::Member* on_full = read->node.find_member("on_full")) {
      c_.diagnostics().error(on_full->key->span, "a branch takes no `on_full:`",
                             "make the branch a list of steps: it runs as a process of its own");
    }
    check_step_keys(*read, c_.diagnostics(), true);
    const Node::Member* with_then = read->node.find_member("then");
    if (with_then && all_) {
      c_.diagnostics().error(with_then->key->span, "a branch of `all_of` takes no `then:`: none of them wins",
                             "write the steps behind the `all_of`, or make the branch a list of steps");
      return nullptr;
    }
    const Node* then = with_then ? with_then->value : nullptr;
    if (!then) return c_.branch_op(*read, steps_after(*read));
    const std::size_t index = c_.emit_later({then, &branch.then, BehindOp::Kind::then, c_.enclosing_then()});
    return c_.branch_op(*read, index);
  }

  /// What the process goes on with after the `then` steps of a winner in this branch.
  std::size_t steps_after(const StepNode& branch) {
    const bool is_group = branch.kind.keys.front().type == KeyType::branches;
    if (!all_ || !is_group) return c_.enclosing_then();
    if (parts_ == BehindOp::kNone) {
      const auto count = static_cast<std::uint32_t>(step_.argument()->members.size());
      all_->slot = c_.scope().hidden_slot();
      for (std::uint32_t i = 1; i < count; ++i) c_.scope().hidden_slot();
      parts_ = c_.emit_later(
          {nullptr, &all_->continue_parts, BehindOp::Kind::parts, c_.enclosing_then(), all_->slot, count});
    }
    return parts_;
  }

  StepCompiler& c_;
  const StepNode& step_;
  GroupOp& op_;
  AllOfOp* all_;  // null: a first_of
  std::size_t parts_ = BehindOp::kNone;
};

template <class GroupKind>
std::unique_ptr<WaitingOp> request_group(StepCompiler& c, const StepNode& s) {
  auto op = std::make_unique<GroupKind>();
  BranchCompiler(c, s, *op).compile();
  return op;
}

constexpr Key kFirstKeys[] = {
    {"first_of", KeyType::branches, true, "",
     "names and what to wait for: a step that waits, or a list of steps"},
    {"as", KeyType::name, false, "", "the variable that gets the winner's name"},
};
constexpr Key kAllKeys[] = {
    {"all_of", KeyType::branches, true, "",
     "names and what to wait for: a step that waits, or a list of steps"},
    {"as", KeyType::name, false, "", "the variable that gets a record of the parts' values"},
};

}  // namespace

extern const StepKind first_of_step{
    .name = "first_of",
    .keys = kFirstKeys,
    .summary = "wait for whichever comes first",
    .documentation =
        "The branches are tried in order; the first that can be done at once wins and the others are not "
        "begun.\n"
        "Otherwise the process stands in all lines and is out of all of them the instant one is granted: "
        "the others\n"
        "leave no trace, no item, slot or amount is lost. A branch may have `as:` and `then:`, which count "
        "only if it\n"
        "wins. A branch that is a list of steps runs as a process of its own with the variables of this "
        "one; it is\n"
        "cancelled if it loses.",
    .example = R"(model: patience
timeline: [log]
queues: {replies: {}}
processes:
  client:
    steps:
      - first_of:
          reply: {get: replies}
          patience:
            sleep: 3
            then:
              - log: had enough
        as: winner
      - log: "{winner}"
  server:
    steps:
      - sleep: 5
      - put: replies
        item: 42
)",
    .timeline = "3 client had enough\n3 client patience\n",
    .elsewhere = "any_of",
    .request = request_group<FirstOfOp>,
    .story = [](std::string_view,
                std::string_view detail) { return fmt::format("{} has come first", detail); },
};

extern const StepKind all_of_step{
    .name = "all_of",
    .keys = kAllKeys,
    .summary = "wait for all",
    .documentation =
        "The branches are begun in order; the process goes on when all are done. If the wait ends early, by "
        "a timeout\n"
        "or an interrupt, the parts that were granted are given back. A branch may have `as:`, and no "
        "`then:`, since none\n"
        "wins. A branch may be a `first_of`; the `then` steps of the winners are carried out when all parts "
        "are done,\n"
        "in the order of the parts.",
    .example = R"(model: a team
timeline: [log]
queues: {parts: {}}
processes:
  builder:
    steps:
      - all_of:
          part: {get: parts}
          cup of tea: {sleep: 3}
        as: got
      - log: "{got.part} and tea"
  supplier:
    steps:
      - sleep: 5
      - put: parts
        item: "a wheel"
)",
    .timeline = "5 builder a wheel and tea\n",
    .request = request_group<AllOfOp>,
    .story = [](std::string_view,
                std::string_view detail) { return fmt::format("all parts are done: {}", detail); },
};

}  // namespace asim
