// Collecting the names that steps set, before anything is compiled: a name may be read above the step that
// sets it.

#include <fmt/format.h>

#include "steps/compiler.h"

namespace asim {
namespace {

class NameCollector {
public:
  NameCollector(LocalScope& scope, Diagnostics& diagnostics) : scope_(scope), diagnostics_(diagnostics) {}

  void list(const Node& steps) {
    if (!steps.is_list()) return;
    for (const Node* item : steps.items) step(*item);
  }

private:
  void step(const Node& node, bool is_branch = false) {
    if (!node.is_mapping() || node.members.empty()) return;
    const StepKind* kind = meant_kind(node);
    if (!kind) return unknown(node);
    const std::vector<Key> keys = keys_of(*kind, is_branch);
    value(*kind, keys.front().type, *node.members.front().value);
    mend_keys(node, keys);
    for (std::size_t i = 1; i < node.members.size(); ++i) {
      const Key* key = find_key(keys, node.members[i].meaning());
      if (key) value(*kind, key->type, *node.members[i].value);
    }
  }

  /// A step of no kind is one mistake: what it would have set is not unknown too.
  void unknown(const Node& node) {
    for (const Node::Member& member : node.members) {
      list(*member.value);
      if (member.key->text == "as") variable(*member.value);
    }
  }

  void value(const StepKind& kind, KeyType type, const Node& node) {
    switch (type) {
      case KeyType::name: variable(node); break;
      case KeyType::assignments: assignments(node); break;
      case KeyType::observations:
        for (const Node::Member& member : node.members) {
          collect(*member.key, kind.name == "track" ? Statistic::Kind::track : Statistic::Kind::tally);
        }
        break;
      case KeyType::counter: collect(node, Statistic::Kind::count); break;
      case KeyType::steps: list(node); break;
      case KeyType::cases:
        for (const Node::Member& member : node.members) list(*member.value);
        break;
      case KeyType::clauses: clauses(node); break;
      case KeyType::branches:
        for (const Node::Member& member : node.members) branch(*member.value);
        break;
      default: break;
    }
  }

  void clauses(const Node& node) {
    for (const Node* clause : node.items) {
      for (const Node::Member& member : clause->members) list(*member.value);
    }
  }

  void branch(const Node& node) {
    list(node);
    step(node, true);
    if (const Node* as = node.find("as")) variable(*as);
  }

  void assignments(const Node& node) {
    for (const Node::Member& member : node.members) {
      if (!is_name(member.key->text)) continue;
      const Symbol* known = scope_.find(member.key->text);
      if (!known) scope_.declare(member.key->text, types::any, member.key->span);
    }
  }

  // A result goes to the variable of that name, its own or a shared one; the name of anything else is hidden
  // by it.
  void variable(const Node& node) {
    const std::string name =
        node.text.substr(0, node.text.find(' '));  // `for: x in l` is reported, `x` known
    if (!node.is_scalar() || !is_name(name)) return;
    const Symbol* known = scope_.find(name);
    if (known && (known->kind == Symbol::Kind::own || known->kind == Symbol::Kind::shared)) return;
    if (known) {
      diagnostics_.warning(node.span, fmt::format("`{}` hides something of the same name", name))
          .note(known->declared, "declared here");
    }
    scope_.declare(name, types::any, node.span);
  }

  void collect(const Node& name, Statistic::Kind kind) {
    if (!name.is_scalar()) return;
    if (scope_.model().collect(name.text, kind).kind == kind) return;
    diagnostics_.error(name.span,
                       fmt::format("`{}` is already the name of another kind of statistic", name.text));
  }

  LocalScope& scope_;
  Diagnostics& diagnostics_;
};

}  // namespace

void collect_names(const Node& steps, LocalScope& scope, Diagnostics& diagnostics) {
  NameCollector(scope, diagnostics).list(steps);
}

}  // namespace asim
